// The tabs that a first visit opens with. A tab is named after its operation.

import customerWithEverything from '../examples/1-customer-with-everything.graphql';
import filteredPage from '../examples/2-filtered-page.graphql';
import filteredPageVariables from '../examples/2-filtered-page.json';
import createACustomer from '../examples/3-create-a-customer.graphql';
import createACustomerVariables from '../examples/3-create-a-customer.json';

export const headers = '{\n  // "Authorization": "Bearer …"\n}';

export const examples = [
  { query: customerWithEverything, headers },
  { query: filteredPage, variables: written(filteredPageVariables), headers },
  { query: createACustomer, variables: written(createACustomerVariables), headers },
];

function written(variables) {
  return JSON.stringify(variables, null, 2);
}

"""The GraphQL documents that clients send; the apps without GraphQL answer the same under the operation's name."""

from graphql import get_introspection_query

_LINES = """
          lines(first: 20) {
            nodes { sku name quantity unitPrice { amount currency } total { amount currency } }
          }
"""

CUSTOMER = """
query Customer($id: ID!) {
  customer(id: $id) {
    id version email firstName lastName displayName phone status totalOrdersCount createdAt
  }
}
"""

PROFILE = f"""
query Profile($id: ID!) {{
  customer(id: $id) {{
    id
    displayName
    email
    addresses(first: 10) {{ nodes {{ id name line1 city countryCode isPrimary }} }}
    orders(first: 10) {{
      nodes {{ id number status placedAt total {{ amount currency }}
        {_LINES}
      }}
    }}
    subscriptions(first: 10) {{ nodes {{ id reference customerEmail createdAt }} }}
    loyalty {{
      points
      referredCustomers
      cards(first: 5) {{
        nodes {{
          id code balance points
          transactions(first: 20) {{ nodes {{ id type points reason createdAt }} }}
        }}
      }}
    }}
  }}
}}
"""

PAGE = """
query Page($first: Int!, $after: String) {
  customers(first: $first, after: $after) {
    nodes { id email firstName lastName displayName company phone status totalOrdersCount createdAt }
    pageInfo { hasNextPage endCursor }
  }
}
"""

ORDERS = f"""
query Orders($first: Int!, $after: String) {{
  customers(first: $first, after: $after) {{
    nodes {{
      id
      displayName
      email
      orders(first: 10) {{
        nodes {{ id number status placedAt total {{ amount currency }}
          {_LINES}
        }}
      }}
    }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""

FILTERED = """
query Filtered($status: CustomerStatus!, $since: DateTime!, $first: Int!) {
  customers(
    first: $first
    filter: { status: { eq: $status }, createdAt: { gte: $since } }
    orderBy: [{ field: LAST_NAME, direction: ASC }]
  ) {
    nodes { id email displayName lastName company status totalOrdersCount createdAt }
    pageInfo { hasNextPage endCursor }
  }
}
"""

INTROSPECTION = get_introspection_query()

CREATE = """
mutation Create($input: CustomerCreateInput!) {
  customerCreate(input: $input) {
    customer { id version email firstName lastName displayName phone company status createdAt }
    userErrors { message field code }
  }
}
"""

UPDATE = """
mutation Update($input: CustomerUpdateInput!) {
  customerUpdate(input: $input) {
    customer { id version email firstName lastName displayName company notes updatedAt }
    userErrors { message field code }
  }
}
"""

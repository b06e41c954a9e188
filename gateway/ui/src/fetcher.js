// What GraphiQL asks → a POST to the page's own address → the answer, whatever its status.

export async function fetcher(request, { headers = {} } = {}) {
  const response = await fetch(window.location.pathname, {
    method: 'POST',
    headers: {
      Accept: 'application/graphql-response+json, application/json',
      'Content-Type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(request),
  });
  if (!response.headers.get('Content-Type')?.includes('json')) {
    throw new Error(`The server answered ${response.status} without JSON.`);
  }
  return response.json();
}

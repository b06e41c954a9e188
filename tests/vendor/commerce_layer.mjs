// The vendor's own client against our shop: signs in, lists customers page by page, retrieves one, filters by change.
import { CommerceLayer } from "@commercelayer/sdk/bundle";

const { url, clientId, clientSecret, since, one } = JSON.parse(process.argv[2]);

const form = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret });
const signedIn = await fetch(`${url}/oauth/token`, { method: "POST", body: form });
const { access_token: accessToken } = await signedIn.json();

// The client goes to https://ORGANIZATION.commercelayer.io; its requests are sent to our address instead.
const toOurs = (address, options) => fetch(String(address).replace(/^https:\/\/[^/]+/, url), options);
const shop = CommerceLayer({ organization: "looms", accessToken, fetch: toOurs });

const pages = [];
let number = 1;
let last = 1;
while (number <= last) {
  const page = await shop.customers.list({ pageSize: 25, pageNumber: number, sort: { id: "asc" } });
  pages.push(page.map((customer) => customer.id));
  last = page.meta.pageCount;
  number += 1;
}

const seek = [];
for (let after = ""; ; ) {
  const page = await shop.customers.list({ pageSize: 25, sort: { id: "asc" }, filters: { id_gt: after } });
  if (page.length === 0) break;
  seek.push(...page.map((customer) => customer.id));
  after = page.at(-1).id;
}

const changed = await shop.customers.list({ pageSize: 25, filters: { updated_at_gteq: since } });
const { id, email, status } = await shop.customers.retrieve(one);

let refusal;
try {
  await CommerceLayer({ organization: "looms", accessToken: "guessed", fetch: toOurs }).customers.list();
} catch (error) {
  refusal = error.status;
}

console.log(JSON.stringify({ pages, seek, changed: changed.map((each) => each.id), one: { id, email, status }, refusal }));

// The vendor's own client against our project: scrolls through all customers, lists one page, gets one.
import sdk from "@voucherify/sdk";

const { url, appId, appToken, one } = JSON.parse(process.argv[2]);
const project = sdk.VoucherifyServerSide({ apiUrl: url, applicationId: appId, secretKey: appToken });

const scrolled = [];
for await (const customer of project.customers.scroll({ limit: 100, order: "created_at" })) scrolled.push(customer.id);

const { customers, total } = await project.customers.list({ limit: 7, page: 2, order: "created_at" });
const { id, email } = await project.customers.get(one);
const { orders } = await project.orders.list({ limit: 100, page: 1, order: "created_at" });

let refusal;
try {
  await sdk.VoucherifyServerSide({ apiUrl: url, applicationId: appId, secretKey: "guessed" }).customers.list({});
} catch (error) {
  refusal = error.code;
}

const page = customers.map((each) => each.id);
console.log(JSON.stringify({ scrolled, page, total, one: { id, email }, orders: orders.map((each) => each.id), refusal }));

"""SQLite: each answer as one statement, put together by `||`, which measured 15 % faster than json_object."""

# ruff: noqa: S608 (the parts are constants of this module)

_NO_DECIMALS = (
    "'BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF'"
)
_THREE_DECIMALS = "'BHD','IQD','JOD','KWD','LYD','OMR','TND'"


def _decimal(units: str, places: int) -> str:
    scale = 10**places
    sign = f"CASE WHEN {units} < 0 THEN '-' ELSE '' END"
    return f"printf('%s%d.%0{places}d', {sign}, abs({units} / {scale}), abs({units} % {scale}))"


def _amount(units: str, currency: str) -> str:
    """The usual currencies first: most rows are in one of them."""
    return f"""CASE {currency}
        WHEN 'EUR' THEN {_decimal(units, 2)} WHEN 'USD' THEN {_decimal(units, 2)} WHEN 'GBP' THEN {_decimal(units, 2)}
        ELSE CASE WHEN {currency} IN ({_NO_DECIMALS}) THEN {units}
            WHEN {currency} IN ({_THREE_DECIMALS}) THEN {_decimal(units, 3)}
            WHEN {currency} IN ('CLF', 'UYW') THEN {_decimal(units, 4)}
            ELSE {_decimal(units, 2)} END END"""


def _money(units: str, currency: str) -> str:
    return f"""'{{"amount":"' || ({_amount(units, currency)}) || '","currency":' || json_quote({currency}) || '}}'"""


def _money_or_null(units: str, currency: str) -> str:
    return f"CASE WHEN {units} IS NULL THEN 'null' ELSE {_money(units, currency)} END"


_DISPLAY_NAME = """coalesce(
    nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''),
    nullif(trim(c.name), ''), nullif(trim(c.company), ''), nullif(trim(c.email), ''))"""

_LINES = f"""(
    SELECT coalesce(group_concat(
        '{{"sku":' || json_quote(l.sku) || ',"name":' || json_quote(l.name) || ',"quantity":' || l.quantity
        || ',"unitPrice":' || {_money_or_null("l.unit_price", "l.currency")}
        || ',"total":' || {_money_or_null("l.total", "l.currency")} || '}}'), '')
    FROM (
        SELECT sku, name, quantity, unit_price, total, currency FROM order_line
        WHERE order_id = o.id AND environment = 'LIVE' ORDER BY position, id LIMIT 20
    ) l)"""

_ORDERS = f"""(
    SELECT coalesce(group_concat(
        '{{"id":"' || o.id || '","number":' || json_quote(o.number) || ',"status":"' || o.status
        || '","placedAt":' || json_quote(o.placed_at) || ',"total":' || {_money("o.total", "o.currency")}
        || ',"lines":{{"nodes":[' || {_LINES} || ']}}}}'), '')
    FROM (
        SELECT id, number, status, placed_at, total, currency FROM "order"
        WHERE customer_id = c.id AND environment = 'LIVE'
        ORDER BY coalesce(placed_at, '0001-01-01T00:00:00.000Z') DESC, id DESC LIMIT 10
    ) o)"""

CUSTOMER = f"""
SELECT '{{"id":"' || c.id || '","version":' || c.version || ',"email":' || json_quote(c.email)
    || ',"firstName":' || json_quote(c.first_name) || ',"lastName":' || json_quote(c.last_name)
    || ',"displayName":' || json_quote({_DISPLAY_NAME}) || ',"phone":' || json_quote(c.phone)
    || ',"status":"' || c.status || '","totalOrdersCount":' || coalesce(c.total_orders_count, 'null')
    || ',"createdAt":"' || c.created_at || '"}}'
FROM customer c WHERE c.id = ? AND c.environment = 'LIVE'"""

PROFILE = f"""
SELECT '{{"id":"' || c.id || '","displayName":' || json_quote({_DISPLAY_NAME}) || ',"email":' || json_quote(c.email)
    || ',"addresses":{{"nodes":[' || (
        SELECT coalesce(group_concat(
            '{{"id":"' || a.id || '","name":' || json_quote(a.name) || ',"line1":' || json_quote(a.line1)
            || ',"city":' || json_quote(a.city) || ',"countryCode":' || json_quote(a.country_code)
            || ',"isPrimary":' || CASE WHEN a.is_primary THEN 'true' ELSE 'false' END || '}}'), '')
        FROM (
            SELECT id, name, line1, city, country_code, is_primary FROM customer_address
            WHERE customer_id = c.id AND environment = 'LIVE' ORDER BY created_at DESC, id DESC LIMIT 10
        ) a)
    || ']}},"orders":{{"nodes":[' || {_ORDERS}
    || ']}},"subscriptions":{{"nodes":[' || (
        SELECT coalesce(group_concat(
            '{{"id":"' || s.id || '","reference":' || json_quote(s.reference)
            || ',"customerEmail":' || json_quote(s.customer_email) || ',"createdAt":"' || s.created_at || '"}}'), '')
        FROM (
            SELECT id, reference, customer_email, created_at FROM customer_subscription
            WHERE customer_id = c.id AND environment = 'LIVE' ORDER BY created_at DESC, id DESC LIMIT 10
        ) s)
    || ']}},"loyalty":' || coalesce((
        SELECT '{{"points":' || y.points || ',"referredCustomers":' || y.referred_customers
            || ',"cards":{{"nodes":[' || (
            SELECT coalesce(group_concat(
                '{{"id":"' || d.id || '","code":' || json_quote(d.code) || ',"balance":' || d.balance
                || ',"points":' || d.points || ',"transactions":{{"nodes":[' || (
                    SELECT coalesce(group_concat(
                        '{{"id":"' || t.id || '","type":"' || t.type || '","points":' || coalesce(t.points, 'null')
                        || ',"reason":' || json_quote(t.reason) || ',"createdAt":"' || t.created_at || '"}}'), '')
                    FROM (
                        SELECT id, type, points, reason, created_at FROM loyalty_transaction
                        WHERE loyalty_card_id = d.id AND environment = 'LIVE'
                        ORDER BY created_at DESC, id DESC LIMIT 20
                    ) t) || ']}}}}'), '')
            FROM (
                SELECT id, code, balance, points FROM loyalty_card
                WHERE loyalty_id = y.id AND environment = 'LIVE' ORDER BY created_at DESC, id DESC LIMIT 5
            ) d) || ']}}}}'
        FROM customer_loyalty y WHERE y.customer_id = c.id AND y.environment = 'LIVE'), 'null') || '}}'
FROM customer c WHERE c.id = ? AND c.environment = 'LIVE'"""

_PAGE_NODE = f"""
'{{"id":"' || c.id || '","email":' || json_quote(c.email)
    || ',"firstName":' || json_quote(c.first_name) || ',"lastName":' || json_quote(c.last_name)
    || ',"displayName":' || json_quote({_DISPLAY_NAME}) || ',"company":' || json_quote(c.company)
    || ',"phone":' || json_quote(c.phone) || ',"status":"' || c.status
    || '","totalOrdersCount":' || coalesce(c.total_orders_count, 'null') || ',"createdAt":"' || c.created_at || '"}}'"""

_ORDERS_NODE = f"""
'{{"id":"' || c.id || '","displayName":' || json_quote({_DISPLAY_NAME}) || ',"email":' || json_quote(c.email)
    || ',"orders":{{"nodes":[' || {_ORDERS} || ']}}}}'"""


def _page(node: str, condition: str) -> str:
    return f"""
SELECT {node}, c.created_at, c.id
FROM customer c WHERE c.environment = 'LIVE' {condition} ORDER BY c.created_at DESC, c.id DESC LIMIT ?"""


_AFTER = "AND (c.created_at, c.id) < (?, ?)"

PAGE, PAGE_AFTER = _page(_PAGE_NODE, ""), _page(_PAGE_NODE, _AFTER)
ORDERS, ORDERS_AFTER = _page(_ORDERS_NODE, ""), _page(_ORDERS_NODE, _AFTER)

# The `+` keeps SQLite from sorting all customers of a status: the index on the last name has the order.
FILTERED = f"""
SELECT '{{"id":"' || c.id || '","email":' || json_quote(c.email) || ',"displayName":' || json_quote({_DISPLAY_NAME})
    || ',"lastName":' || json_quote(c.last_name) || ',"company":' || json_quote(c.company)
    || ',"status":"' || c.status || '","totalOrdersCount":' || coalesce(c.total_orders_count, 'null')
    || ',"createdAt":"' || c.created_at || '"}}', lower(coalesce(c.last_name, '')), c.id
FROM customer c WHERE c.environment = 'LIVE' AND +c.status = ? AND +c.created_at >= ?
ORDER BY lower(coalesce(c.last_name, '')), c.id LIMIT ?"""

CREATED = f"""
'{{"id":"' || id || '","version":' || version || ',"email":' || json_quote(email)
    || ',"firstName":' || json_quote(first_name) || ',"lastName":' || json_quote(last_name)
    || ',"displayName":' || json_quote({_DISPLAY_NAME.replace("c.", "")}) || ',"phone":' || json_quote(phone)
    || ',"company":' || json_quote(company) || ',"status":"' || status || '","createdAt":"' || created_at || '"}}'"""

UPDATED = f"""
'{{"id":"' || id || '","version":' || version || ',"email":' || json_quote(email)
    || ',"firstName":' || json_quote(first_name) || ',"lastName":' || json_quote(last_name)
    || ',"displayName":' || json_quote({_DISPLAY_NAME.replace("c.", "")}) || ',"company":' || json_quote(company)
    || ',"notes":' || json_quote(notes) || ',"updatedAt":"' || updated_at || '"}}'"""

INSERT_CUSTOMER = f"""
INSERT INTO customer (
    id, environment, version, created_at, updated_at, total_orders_count, email, email_normalized, email_claim,
    first_name, last_name, company, phone, phone_normalized, notes, preferred_language, preferred_contact_method,
    is_validated_names, status)
VALUES (:id, 'LIVE', 1, :at, :at, 0, :email, :email_normalized, :email_claim, :first_name, :last_name, :company, :phone,
    :phone_normalized, :notes, :preferred_language, :preferred_contact_method, :is_validated_names, :status)
RETURNING {CREATED}"""

SHOW_CUSTOMER = f"SELECT {UPDATED} FROM customer WHERE id = ?"

SELECT_CUSTOMER = """
SELECT email, first_name, last_name, name, company, phone, phone_normalized, notes, version, is_validated_names
FROM customer WHERE id = ? AND environment = 'LIVE'"""


def update_customer(columns: tuple[str, ...]) -> str:
    """Only what changes: every column that is set costs its indexes."""
    changes = ", ".join(f"{column} = :{column}" for column in columns)
    return f"""
UPDATE customer SET {changes}, version = version + 1, updated_at = :at WHERE id = :id
RETURNING {UPDATED}"""


INSERT_TERM = "INSERT INTO customer_search_term (environment, term, customer_id) VALUES ('LIVE', ?, ?)"
DELETE_TERMS = "DELETE FROM customer_search_term WHERE customer_id = ?"

TAKE_POSITION = (
    "UPDATE event_position SET position = position + 1 WHERE environment = 'LIVE' RETURNING position"
)

INSERT_EVENT = """
INSERT INTO event_store (
    id, environment, version, created_at, updated_at, position, kind, event, resource_type, resource_id, entity_version,
    changes, who, customer_id)
VALUES (?, 'LIVE', 1, ?, ?, ?, ?, ?, 'customer', ?, ?, ?, ?, ?)"""

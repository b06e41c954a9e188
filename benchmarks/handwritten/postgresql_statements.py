"""PostgreSQL: each answer as one statement, put together by `||`, which measured 30 % faster than json_build_object."""

# ruff: noqa: S608 (the parts are constants of this module)

_NO_DECIMALS = (
    "'BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF'"
)
_THREE_DECIMALS = "'BHD','IQD','JOD','KWD','LYD','OMR','TND'"


def _amount(units: str, currency: str) -> str:
    """The usual currencies first: most rows are in one of them."""
    return f"""CASE {currency}
        WHEN 'EUR' THEN ({units} * 0.01)::text WHEN 'USD' THEN ({units} * 0.01)::text
        WHEN 'GBP' THEN ({units} * 0.01)::text
        ELSE CASE WHEN {currency} IN ({_NO_DECIMALS}) THEN {units}::text
            WHEN {currency} IN ({_THREE_DECIMALS}) THEN ({units} * 0.001)::text
            WHEN {currency} IN ('CLF', 'UYW') THEN ({units} * 0.0001)::text
            ELSE ({units} * 0.01)::text END END"""


def _money(units: str, currency: str) -> str:
    return f"""'{{"amount":"' || {_amount(units, currency)} || '","currency":' || to_json({currency})::text || '}}'"""


def _money_or_null(units: str, currency: str) -> str:
    return f"coalesce({_money(units, currency)}, 'null')"


def _text(value: str) -> str:
    return f"coalesce(to_json({value})::text, 'null')"


def _instant(value: str) -> str:
    return f"""to_char({value} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')"""


_DISPLAY_NAME = """coalesce(
    nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''),
    nullif(trim(c.name), ''), nullif(trim(c.company), ''), nullif(trim(c.email), ''))"""

_LINES = f"""(
    SELECT coalesce(string_agg(
        '{{"sku":' || {_text("l.sku")} || ',"name":' || {_text("l.name")} || ',"quantity":' || l.quantity
        || ',"unitPrice":' || {_money_or_null("l.unit_price", "l.currency")}
        || ',"total":' || {_money_or_null("l.total", "l.currency")} || '}}', ','), '')
    FROM (
        SELECT sku, name, quantity, unit_price, total, currency FROM order_line
        WHERE order_id = o.id AND environment = 'LIVE' ORDER BY position, id LIMIT 20
    ) l)"""

_ORDERS = f"""(
    SELECT coalesce(string_agg(
        '{{"id":"' || o.id || '","number":' || {_text("o.number")} || ',"status":"' || o.status
        || '","placedAt":' || coalesce({_instant("o.placed_at")}, 'null')
        || ',"total":' || {_money("o.total", "o.currency")} || ',"lines":{{"nodes":[' || {_LINES} || ']}}}}', ','), '')
    FROM (
        SELECT id, number, status, placed_at, total, currency FROM "order"
        WHERE customer_id = c.id AND environment = 'LIVE'
        ORDER BY coalesce(placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00') DESC, id DESC LIMIT 10
    ) o)"""

CUSTOMER = f"""
SELECT '{{"id":"' || c.id || '","version":' || c.version || ',"email":' || {_text("c.email")}
    || ',"firstName":' || {_text("c.first_name")} || ',"lastName":' || {_text("c.last_name")}
    || ',"displayName":' || {_text(_DISPLAY_NAME)} || ',"phone":' || {_text("c.phone")}
    || ',"status":"' || c.status || '","totalOrdersCount":' || coalesce(c.total_orders_count::text, 'null')
    || ',"createdAt":' || {_instant("c.created_at")} || '}}'
FROM customer c WHERE c.id = $1 AND c.environment = 'LIVE'"""

PROFILE = f"""
SELECT '{{"id":"' || c.id || '","displayName":' || {_text(_DISPLAY_NAME)} || ',"email":' || {_text("c.email")}
    || ',"addresses":{{"nodes":[' || (
        SELECT coalesce(string_agg(
            '{{"id":"' || a.id || '","name":' || {_text("a.name")} || ',"line1":' || {_text("a.line1")}
            || ',"city":' || {_text("a.city")} || ',"countryCode":' || {_text("a.country_code")}
            || ',"isPrimary":' || a.is_primary::text || '}}', ','), '')
        FROM (
            SELECT id, name, line1, city, country_code, is_primary FROM customer_address
            WHERE customer_id = c.id AND environment = 'LIVE' ORDER BY created_at DESC, id DESC LIMIT 10
        ) a)
    || ']}},"orders":{{"nodes":[' || {_ORDERS}
    || ']}},"subscriptions":{{"nodes":[' || (
        SELECT coalesce(string_agg(
            '{{"id":"' || s.id || '","reference":' || {_text("s.reference")}
            || ',"customerEmail":' || {_text("s.customer_email")}
            || ',"createdAt":' || {_instant("s.created_at")} || '}}', ','), '')
        FROM (
            SELECT id, reference, customer_email, created_at FROM customer_subscription
            WHERE customer_id = c.id AND environment = 'LIVE' ORDER BY created_at DESC, id DESC LIMIT 10
        ) s)
    || ']}},"loyalty":' || coalesce((
        SELECT '{{"points":' || y.points || ',"referredCustomers":' || y.referred_customers
            || ',"cards":{{"nodes":[' || (
            SELECT coalesce(string_agg(
                '{{"id":"' || d.id || '","code":' || {_text("d.code")} || ',"balance":' || d.balance
                || ',"points":' || d.points || ',"transactions":{{"nodes":[' || (
                    SELECT coalesce(string_agg(
                        '{{"id":"' || t.id || '","type":"' || t.type || '","points":'
                        || coalesce(t.points::text, 'null')
                        || ',"reason":' || {_text("t.reason")}
                        || ',"createdAt":' || {_instant("t.created_at")} || '}}', ','), '')
                    FROM (
                        SELECT id, type, points, reason, created_at FROM loyalty_transaction
                        WHERE loyalty_card_id = d.id AND environment = 'LIVE'
                        ORDER BY created_at DESC, id DESC LIMIT 20
                    ) t) || ']}}}}', ','), '')
            FROM (
                SELECT id, code, balance, points FROM loyalty_card
                WHERE loyalty_id = y.id AND environment = 'LIVE' ORDER BY created_at DESC, id DESC LIMIT 5
            ) d) || ']}}}}'
        FROM customer_loyalty y WHERE y.customer_id = c.id AND y.environment = 'LIVE'), 'null') || '}}'
FROM customer c WHERE c.id = $1 AND c.environment = 'LIVE'"""

_PAGE_NODE = f"""
'{{"id":"' || c.id || '","email":' || {_text("c.email")}
    || ',"firstName":' || {_text("c.first_name")} || ',"lastName":' || {_text("c.last_name")}
    || ',"displayName":' || {_text(_DISPLAY_NAME)} || ',"company":' || {_text("c.company")}
    || ',"phone":' || {_text("c.phone")} || ',"status":"' || c.status
    || '","totalOrdersCount":' || coalesce(c.total_orders_count::text, 'null')
    || ',"createdAt":' || {_instant("c.created_at")} || '}}'"""

_ORDERS_NODE = f"""
'{{"id":"' || c.id || '","displayName":' || {_text(_DISPLAY_NAME)} || ',"email":' || {_text("c.email")}
    || ',"orders":{{"nodes":[' || {_ORDERS} || ']}}}}'"""


_AFTER = "AND (created_at, id) < ($2, $3)"


def _page(condition: str) -> str:
    """One row for each node: of small nodes this measured 20 % faster than one row for all."""
    return f"""
SELECT {_PAGE_NODE}, c.created_at, c.id
FROM customer c WHERE c.environment = 'LIVE' {condition} ORDER BY c.created_at DESC, c.id DESC LIMIT $1 + 1"""


def _orders(condition: str) -> str:
    """One row for all: the JSON of the nodes, how many were found, and key and id of the last one shown.

    Of large nodes this measured 5 to 10 % faster: the one past the page is found, and not written.
    """
    return f"""
SELECT string_agg({_ORDERS_NODE}, ',') FILTER (WHERE c.place <= $1), count(*),
    (array_agg(c.created_at))[least($1, count(*))], (array_agg(c.id))[least($1, count(*))]
FROM (
    SELECT row_number() OVER () AS place, found.* FROM (
        SELECT * FROM customer WHERE environment = 'LIVE' {condition}
        ORDER BY created_at DESC, id DESC LIMIT $1 + 1
    ) found
) c"""


PAGE, PAGE_AFTER = _page(""), _page(_AFTER)
ORDERS, ORDERS_AFTER = _orders(""), _orders(_AFTER)

FILTERED = f"""
SELECT '{{"id":"' || c.id || '","email":' || {_text("c.email")} || ',"displayName":' || {_text(_DISPLAY_NAME)}
    || ',"lastName":' || {_text("c.last_name")} || ',"company":' || {_text("c.company")}
    || ',"status":"' || c.status || '","totalOrdersCount":' || coalesce(c.total_orders_count::text, 'null')
    || ',"createdAt":' || {_instant("c.created_at")} || '}}', lower(coalesce(c.last_name, '')), c.id
FROM customer c WHERE c.environment = 'LIVE' AND c.status = $2 AND c.created_at >= $3
ORDER BY lower(coalesce(c.last_name, '')), c.id LIMIT $1 + 1"""

_CREATED = f"""
'{{"id":"' || c.id || '","version":' || c.version || ',"email":' || {_text("c.email")}
    || ',"firstName":' || {_text("c.first_name")} || ',"lastName":' || {_text("c.last_name")}
    || ',"displayName":' || {_text(_DISPLAY_NAME)} || ',"phone":' || {_text("c.phone")}
    || ',"company":' || {_text("c.company")} || ',"status":"' || c.status
    || '","createdAt":' || {_instant("c.created_at")} || '}}'"""

_UPDATED = f"""
'{{"id":"' || c.id || '","version":' || c.version || ',"email":' || {_text("c.email")}
    || ',"firstName":' || {_text("c.first_name")} || ',"lastName":' || {_text("c.last_name")}
    || ',"displayName":' || {_text(_DISPLAY_NAME)} || ',"company":' || {_text("c.company")}
    || ',"notes":' || {_text("c.notes")} || ',"updatedAt":' || {_instant("c.updated_at")} || '}}'"""

# One statement is one transaction and one round trip: the row, its terms, the position, the event, the answer.
CREATE = f"""
WITH c AS (
    INSERT INTO customer (
        id, environment, version, created_at, updated_at, total_orders_count, email, email_normalized, email_claim,
        first_name, last_name, company, phone, phone_normalized, notes, preferred_language, preferred_contact_method,
        is_validated_names, status)
    VALUES ($1, 'LIVE', 1, $2, $2, 0, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    RETURNING *
), terms AS (
    INSERT INTO customer_search_term (environment, term, customer_id)
    SELECT 'LIVE', term, $1 FROM unnest($15::text[]) term
), taken AS (
    UPDATE event_position SET position = position + 1 WHERE environment = 'LIVE' RETURNING position
), happened AS (
    INSERT INTO event_store (
        id, environment, version, created_at, updated_at, position, kind, event, resource_type, resource_id,
        entity_version, changes, who, customer_id)
    SELECT $16, 'LIVE', 1, $2, $2, position, 'customer.created', 'create', 'customer', $1, 1, $17, $18, $1 FROM taken
)
SELECT {_CREATED} FROM c"""

SHOW_CUSTOMER = f"SELECT {_UPDATED} FROM customer c WHERE id = $1"

SELECT_CUSTOMER = """
SELECT email, first_name, last_name, name, company, phone, phone_normalized, notes, version, is_validated_names
FROM customer WHERE id = $1 AND environment = 'LIVE'"""


def update_customer(columns: tuple[str, ...], *, is_searched: bool) -> str:
    """Changes the row if it still has the version that was read; terms that stay are not touched."""
    start = 8
    changes = ", ".join(f"{column} = ${number}" for number, column in enumerate(columns, start))
    terms = (
        """, gone AS (
    DELETE FROM customer_search_term t USING c WHERE t.customer_id = c.id AND t.term <> ALL ($7::text[])
), added AS (
    INSERT INTO customer_search_term (environment, term, customer_id)
    SELECT 'LIVE', term, c.id FROM c, unnest($7::text[]) term ON CONFLICT DO NOTHING
)"""
        if is_searched
        else ", unused AS (SELECT $7::text[])"
    )
    return f"""
WITH c AS (
    UPDATE customer SET {changes}, version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2 RETURNING *
){terms}, taken AS (
    UPDATE event_position t SET position = position + 1 FROM c WHERE t.environment = 'LIVE' RETURNING position
), happened AS (
    INSERT INTO event_store (
        id, environment, version, created_at, updated_at, position, kind, event, resource_type, resource_id,
        entity_version, changes, who, customer_id)
    SELECT $4, 'LIVE', 1, $3, $3, position, 'customer.updated', 'update', 'customer', $1, $2 + 1, $5, $6, $1
    FROM taken
)
SELECT {_UPDATED} FROM c"""

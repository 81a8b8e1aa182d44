/**
 * usd-per-minute by DuckDB on one thread, in doubles: `node duckdb.ts LOG [--no-dollars]`. The fastest of the queries
 * that were tried: exact decimals, and one query without a table, take many times as long.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [, , path = '', without] = process.argv;

// Names of columns are compared without case, so `T` rules out `t`, the id of a trade, and `E` rules out `e`.
const lines = `read_json('${path.replaceAll("'", "''")}', format = 'newline_delimited', columns = {
  E: 'BIGINT', s: 'VARCHAR', p: 'DOUBLE', q: 'DOUBLE', T: 'BIGINT', prices: 'MAP(VARCHAR, DOUBLE)'})`;

const dollars = [
  `CREATE TEMP TABLE lines AS SELECT E, s, p * q AS worth, q, T, prices FROM ${lines}`,
  `WITH ticks AS (
    SELECT E AS time, unnest(map_keys(prices)) AS asset, unnest(map_values(prices)) AS rate
    FROM lines WHERE prices IS NOT NULL
  ), others AS (
    SELECT *, CASE WHEN s LIKE '%BTC' THEN 'BTC' WHEN s LIKE '%ETH' THEN 'ETH' WHEN s LIKE '%BNB' THEN 'BNB' END AS paid
    FROM lines WHERE s NOT LIKE '%USDT'
  ), priced AS (
    SELECT s, T, q, worth, 1.0 AS rate FROM lines WHERE s LIKE '%USDT'
    UNION ALL
    SELECT s, T, q, worth, CASE WHEN time >= T - 5000 - 900000 THEN rate END
    FROM others ASOF LEFT JOIN ticks ON paid = asset AND T - 5000 >= time
  )
  SELECT s AS key, T // 60000 * 60000 AS start, count(*) AS trades, sum(q) AS units,
    coalesce(sum(worth * rate), 0) AS value, count(*) - count(rate) AS unpriced
  FROM priced GROUP BY ALL`,
];
const none = [
  `SELECT s AS key, T // 60000 * 60000 AS start, count(*) AS trades, sum(q) AS units
  FROM ${lines} WHERE s IS NOT NULL GROUP BY ALL`,
];

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run('SET threads = 1');
// Else it compares each trade with each tick, because it takes the ticks for few.
await connection.run('SET asof_loop_join_threshold = 0');
const queries = without === '--no-dollars' ? none : dollars;
for (const query of queries) {
  const answer = await connection.runAndReadAll(query);
  if (query !== queries.at(-1)) continue;
  for (const row of answer.getRowObjectsJson()) process.stdout.write(`${JSON.stringify(row)}\n`);
}
connection.closeSync();

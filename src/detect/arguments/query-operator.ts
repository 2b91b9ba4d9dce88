// Operators of document databases. Its own file, so that whoever walks keys can ask.

/** Of MongoDB and what speaks its language; `$where` and `$function` run programs. */
const OPERATORS: ReadonlySet<string> = new Set(
  "accumulator all and bitsallclear bitsallset bitsanyclear bitsanyset comment currentdate elemmatch eq exists expr function geointersects geowithin gt gte in jsonschema like lookup lt lte maxdistance merge mod natural ne near nin nor not options or out regex sample size text type unionwith where".split(
    " ",
  ),
);

/**
 * Whether an object's key is an operator of a query (`$ne`, `$gt`, `$where`), which turns a value
 * that is compared into a condition of the sender's. Where a scalar is expected, that is an attack.
 */
export function isQueryOperator(key: string): boolean {
  return key.startsWith("$") && key.length <= 24 && OPERATORS.has(key.slice(1).toLowerCase());
}

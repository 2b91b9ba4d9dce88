// Pages by keyset: a page ends where its last row ended, so rows that come or go in between neither
// repeat nor skip others.

/** Rows to ask for: one more than the page shows tells whether there is a next page. */
export function rowsFor(limit: number): number {
  return limit + 1;
}

/** Cuts the extra row off and shows the rest. */
export function page<Row, View>(
  rows: readonly Row[],
  of: {
    readonly limit: number;
    readonly view: (row: Row) => View;
    readonly cursor: (row: Row) => string;
  },
): { data: View[]; next_cursor: string | null } {
  const shown = rows.slice(0, of.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(of.view),
    next_cursor: rows.length > of.limit && last !== undefined ? of.cursor(last) : null,
  };
}

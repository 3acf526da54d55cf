/** The statements of a file of `sql/`, without its comments. */
export function statementsOf(sqlText: string): string[] {
  return sqlText
    .replace(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** The statement that makes a table; undefined when the file makes no such table. */
export function createStatement(sqlText: string, table: string): string | undefined {
  const statements = statementsOf(sqlText);
  const own = statements.find((statement) => new RegExp(`^CREATE TABLE IF NOT EXISTS ${table}\\b`).test(statement));
  const [, model] = / LIKE (\w+)$/.exec(own ?? '') ?? [];
  if (own === undefined || model === undefined) return own;
  // What it would be made like may be another program's table.
  return createStatement(sqlText, model)?.replace(model, table);
}

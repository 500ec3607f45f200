/** Columns for people. Widths count code points; what is too long is cut with an ellipsis. */
import { plainText } from './terminal-text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly max: number;
  readonly cell: (row: Row) => string;
}

const width = (text: string) => [...text].length;

/** Every cell is made harmless for the terminal first. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => plainText(column.cell(row), column.max)));
  const widths = columns.map((column, index) =>
    Math.max(width(column.title), ...cells.map((row) => width(row[index] ?? ''))),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => text + ' '.repeat((widths[index] ?? 0) - width(text)))
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...cells.map(line)].join('\n');
}

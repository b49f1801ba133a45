/** The numbers of a chart as a table, newest first. */

export interface Column {
  readonly label: string
  readonly cells: readonly string[]
}

export function DataTable(props: {
  readonly caption: string
  readonly columns: readonly Column[]
}) {
  const rows = props.columns[0]?.cells.length ?? 0
  const newestFirst = Array.from({ length: rows }, (_, index) => rows - 1 - index)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section class="table-scroll" tabIndex={0} aria-label={props.caption}>
      <table class="data">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.label} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((row) => (
            <tr key={row}>
              {props.columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.label} scope="row">
                    {column.cells[row]}
                  </th>
                ) : (
                  <td key={column.label}>{column.cells[row]}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

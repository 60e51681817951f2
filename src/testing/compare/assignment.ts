/**
 * The cheapest one-to-one assignment of rows to columns (Hungarian method with potentials, O(n³)).
 * Gives the column of each row, or undefined for the rows left over when there are more rows than columns.
 */
export function assign(cost: readonly (readonly number[])[]): (number | undefined)[] {
  const rows = cost.length
  const columns = cost[0]?.length ?? 0
  const size = Math.max(rows, columns)
  const dearest = cost.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0)
  // A square needs rows or columns that stand for "none"; they cost more than any real one, so they are taken last.
  const square = Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, column) => cost[row]?.[column] ?? dearest + 1))
  const rowOf = matchColumns(square)
  const columnOf: (number | undefined)[] = Array.from({ length: rows })
  rowOf.forEach((row, column) => {
    if (row < rows && column < columns) columnOf[row] = column
  })
  return columnOf
}

/** The row of each column of a square matrix. Rows are added one by one, each along the cheapest augmenting path. */
function matchColumns(cost: readonly (readonly number[])[]): number[] {
  const size = cost.length
  // Index `size` is a column that does not exist: it holds the row that is being added.
  const outside = size
  const rowPotential = new Float64Array(size)
  const columnPotential = new Float64Array(size + 1)
  const rowOf: number[] = Array.from({ length: size + 1 }, () => -1)
  const cameFrom = new Int32Array(size)
  const slack = new Float64Array(size)
  const reached = new Uint8Array(size + 1)
  for (let newRow = 0; newRow < size; newRow++) {
    rowOf[outside] = newRow
    slack.fill(Infinity)
    reached.fill(0)
    let column = outside
    while (rowOf[column] !== -1) {
      reached[column] = 1
      const row = rowOf[column]!
      let least = Infinity
      let nearest = 0
      for (let j = 0; j < size; j++) {
        if (reached[j]) continue
        const reduced = cost[row]![j]! - rowPotential[row]! - columnPotential[j]!
        if (reduced < slack[j]!) {
          slack[j] = reduced
          cameFrom[j] = column
        }
        if (slack[j]! < least) {
          least = slack[j]!
          nearest = j
        }
      }
      for (let j = 0; j <= size; j++) {
        if (reached[j]) {
          rowPotential[rowOf[j]!]! += least
          columnPotential[j]! -= least
        } else if (j < size) slack[j]! -= least
      }
      column = nearest
    }
    while (column !== outside) {
      const previous = cameFrom[column]!
      rowOf[column] = rowOf[previous]!
      column = previous
    }
  }
  return rowOf.slice(0, size)
}

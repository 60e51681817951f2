import { apiHost } from '../apiHost.ts'
import { ApiChecker } from '../checkApi.ts'
import { apiCaseFiles, apiCases, type ApiCaseFile } from '../recordings.ts'
import { inOneLine, type Failure, type Row } from './row.ts'

/** Runs the recorded HTTP cases of one file, each answer held against the real server's. */
export async function apiCaseRow(file: ApiCaseFile): Promise<Row> {
  const { cases } = apiCases(file)
  const failures: Failure[] = []
  let checker: ApiChecker
  try {
    checker = await ApiChecker.open(apiCases(file), apiHost(), { keepManagedFields: file === 'apply' })
  } catch (error) {
    const reason = inOneLine(String(error))
    return { title: `API: ${file}`, passed: 0, total: cases.length, failures: cases.map(({ name }) => ({ name, reason })) }
  }
  for (const each of cases) {
    try {
      const { differences } = await checker.check(each)
      if (differences.length > 0) failures.push({ name: each.name, reason: inOneLine(differences[0] as string) })
    } catch (error) {
      failures.push({ name: each.name, reason: inOneLine(String(error)) })
    }
  }
  return { title: `API: ${file}`, passed: cases.length - failures.length, total: cases.length, failures }
}

export async function apiCaseRows(): Promise<Row[]> {
  const rows: Row[] = []
  for (const file of apiCaseFiles) rows.push(await apiCaseRow(file))
  return rows
}

const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/

/** What is wrong with the name of an environment variable. kubectl is stricter than the server, which takes any printable characters but `=`. */
export function variableNameFaults(name: string): string[] {
  const faults: string[] = []
  if (!NAME.test(name)) faults.push("a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')")
  if (name === '.') faults.push("must not be '.'")
  else if (name === '..') faults.push("must not be '..'")
  else if (name.startsWith('..')) faults.push("must not start with '..'")
  return faults
}

import type { Command } from '../command.ts'
import { UsageError } from '../errors.ts'

/** Shells, and the lines that let each of them ask `kubectl __complete` for candidates. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion for kubectl
__kubectl_candidates() {
  COMPREPLY=()
  local candidate
  while IFS= read -r candidate; do
    COMPREPLY+=("$candidate")
  done < <(kubectl __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | grep -v '^:')
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace
}
complete -o default -F __kubectl_candidates kubectl
`,
  zsh: `#compdef kubectl
# zsh completion for kubectl
_kubectl() {
  local -a candidates
  candidates=("\${(@f)$(kubectl __complete "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null | grep -v '^:')}")
  compadd -S '' -a candidates
}
compdef _kubectl kubectl
`,
  fish: `# fish completion for kubectl
complete -c kubectl -f -a '(kubectl __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null | string match -v ":*")'
`,
  powershell: `# powershell completion for kubectl
Register-ArgumentCompleter -Native -CommandName kubectl -ScriptBlock {
  param($word, $line, $position)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ("$word" -eq '') { $words += '' }
  kubectl __complete @words 2>$null | Where-Object { $_ -notlike ':*' }
}
`,
}

const SHELLS = Object.keys(SCRIPTS)

export const completion: Command = {
  name: 'completion',
  group: 'Settings Commands',
  use: 'SHELL',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell). The shell code must be evaluated to provide interactive completion of kubectl commands. This can be done by sourcing it from the .bash_profile.',
  examples: [
    { what: 'Complete kubectl commands in this bash', command: 'source <(kubectl completion bash)' },
    { what: 'Complete them in this zsh', command: 'source <(kubectl completion zsh)' },
    { what: 'Complete them in this fish', command: 'kubectl completion fish | source' },
    { what: 'Complete them in this powershell', command: 'kubectl completion powershell | Out-String | Invoke-Expression' },
  ],
  complete: async (session) => (session.args.length > 0 ? [] : SHELLS),
  async run(session) {
    const [shell] = session.args
    if (shell === undefined) throw new UsageError('Shell not specified.')
    if (session.args.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.')
    const script = SCRIPTS[shell]
    if (script === undefined) throw new UsageError(`Unsupported shell type ${JSON.stringify(shell)}.`)
    session.stdout(script)
  },
}

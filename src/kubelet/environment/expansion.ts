/**
 * Replaces `$(NAME)` by the value of that variable; what names none is left as it is, and `$$` stands for a `$` that begins no reference
 * (`third_party/forked/golang/expansion`).
 */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  return text.includes('$') ? text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => (name === undefined ? '$' : (valueOf(name) ?? whole))) : text
}

/** How a command leaves the ordinary flow: thrown, and caught where it has its effect. */
export class LoopExit {
  readonly kind: 'break' | 'continue'
  /** How many loops it still leaves. */
  readonly levels: number
  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind
    this.levels = levels
  }
}

export class FunctionReturn {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}

export class ShellExit {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}

/** The shell cannot go on with this command: a bad expansion, a bad special builtin. It ends a shell that runs a script. */
export class ShellError extends Error {
  readonly status: number
  constructor(message: string, status = 2) {
    super(message)
    this.status = status
  }
}

/** Ctrl-C at a shell that is typed into: it gives up the whole command and asks for the next. */
export class Interrupted {
  /** 128 + the number of INT, as of a child that Ctrl-C ended. */
  readonly status = 130
}

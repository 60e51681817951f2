/** `[[ ]]`: conditions whose words are not split, with patterns and regular expressions. */
import type { TestBinaryExpression, TestExpression } from 'unbash'
import { compilePattern } from '../applets/regularExpression.ts'
import { PatternError } from '../applets/regularExpressionSyntax.ts'
import { compareFiles, ExpressionError, unaryTest } from '../applets/test.ts'
import type { Wait } from '../process.ts'
import { evaluateArithmetic } from './arithmetic.ts'
import { expandExpression, expandPattern, expandText, variablesOf } from './expansion.ts'
import type { Shell } from './interpreter.ts'
import { Pattern } from './pattern.ts'

type Deciding = Generator<Wait, boolean, any>

/** 0 if it holds, 1 if not, 2 if it makes no sense. */
export function* conditionStatus(shell: Shell, expression: TestExpression): Generator<Wait, number, any> {
  try {
    return (yield* holds(shell, expression)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof PatternError || error instanceof ExpressionError)) throw error
    shell.complain(error.message)
    return 2
  }
}

function* holds(shell: Shell, expression: TestExpression): Deciding {
  switch (expression.type) {
    case 'TestUnary': {
      const operand = yield* expandText(shell, expression.operand)
      if (expression.operator === '-v') return shell.parameter(operand) !== undefined
      if (expression.operator === '-o') return shell.state.options.has(operand)
      return unaryTest(shell.process, expression.operator, operand)
    }
    case 'TestBinary':
      return yield* compares(shell, expression)
    case 'TestNot':
      return (yield* holds(shell, expression.operand)) !== (expression.negations.length % 2 === 1)
    case 'TestGroup':
      return yield* holds(shell, expression.expression)
    case 'TestLogical': {
      const decisive = expression.operator === '||'
      for (const operand of expression.operands) if ((yield* holds(shell, operand)) === decisive) return decisive
      return !decisive
    }
  }
}

function* compares(shell: Shell, { operator, left, right }: TestBinaryExpression): Deciding {
  const text = yield* expandText(shell, left)
  switch (operator) {
    case '=':
    case '==':
      return new Pattern(yield* expandPattern(shell, right)).matches(text)
    case '!=':
      return !new Pattern(yield* expandPattern(shell, right)).matches(text)
    case '=~':
      return compilePattern(yield* expandExpression(shell, right), { extended: true }).test(text)
  }
  const other = yield* expandText(shell, right)
  switch (operator) {
    case '<':
      return text < other
    case '>':
      return text > other
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(shell.process, text, operator, other)
  }
  const [a, b] = [evaluateArithmetic(text, variablesOf(shell)), evaluateArithmetic(other, variablesOf(shell))]
  switch (operator) {
    case '-eq':
      return a === b
    case '-ne':
      return a !== b
    case '-lt':
      return a < b
    case '-le':
      return a <= b
    case '-gt':
      return a > b
    case '-ge':
      return a >= b
    default:
      throw new ExpressionError(`${operator}: unknown operand`)
  }
}

import { useState, type ReactNode } from 'react'
import { openScenario, useSession } from '../session/store.ts'
import { Icon } from '../glyphs/index.ts'
import { texts } from '../texts.ts'
import './guide.css'

/** The scenario's goals: a stem with a leaf for each that was reached. */
export function Guide() {
  const scenario = useSession((state) => state.scenario)
  const reached = useSession((state) => state.goalsReached)
  return (
    <section className="guide" aria-label={texts.app.panes.guide}>
      <h2 className="guide-title">{scenario.title}</h2>
      <p className="quiet">{scenario.summary}</p>
      <ol className="guide-goals">
        {scenario.goals.map((goal, index) => (
          <li key={goal.title} data-state={index < reached ? 'reached' : index === reached ? 'next' : 'later'}>
            <span className="guide-mark" aria-hidden="true">{index < reached && <Icon name="check" size={14} />}</span>
            <div>
              <h3 className="strong">{goal.title}{index < reached && <span className="heard"> ({texts.guide.reached})</span>}</h3>
              {index === reached && (
                <>
                  <p>{prose(goal.text)}</p>
                  <Hints key={goal.title} hints={goal.hints} />
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
      {reached === scenario.goals.length && <p className="strong">{texts.guide.solved}</p>}
      <button type="button" className="button" onClick={() => void openScenario(scenario.id)}>{texts.guide.again}</button>
    </section>
  )
}

function Hints({ hints }: { hints: readonly string[] }) {
  const [shown, setShown] = useState(0)
  return (
    <>
      {hints.slice(0, shown).map((hint) => <p key={hint} className="guide-hint">{prose(hint)}</p>)}
      {shown < hints.length && <button type="button" className="button plain" onClick={() => setShown(shown + 1)}>{shown === 0 ? texts.guide.hint : texts.guide.nextHint}</button>}
    </>
  )
}

/** Plain words with literals between backticks. */
function prose(text: string): ReactNode[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}

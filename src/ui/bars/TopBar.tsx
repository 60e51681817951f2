import { Icon, Logo } from '../glyphs/index.ts'
import { show, useSession, type View } from '../session/store.ts'
import { cycleTheme, usePage } from '../page.ts'
import { texts } from '../texts.ts'

const views: readonly { readonly view: View; readonly key: string }[] = [
  { view: 'machines', key: '1' },
  { view: 'workloads', key: '2' },
  { view: 'traffic', key: '3' },
]

/** The bar at the top: where one is, which view, what one can do with the session as a whole. */
export function TopBar({ onFind, onShare, onPresent }: { onFind(): void; onShare(): void; onPresent(): void }) {
  const view = useSession((state) => state.view)
  const scenario = useSession((state) => state.scenario)
  const firstVisit = useSession((state) => state.firstVisit)
  const theme = usePage((state) => state.theme)
  return (
    <header className="top-bar">
      <p className="top-name">
        <Logo />
        <span className="strong">{texts.app.name}</span>
      </p>
      {!firstVisit && <span className="top-scenario quiet">{scenario.title}</span>}
      {firstVisit ? (
        <span className="top-gap" />
      ) : (
        <nav className="top-views" aria-label={texts.app.views}>
          {views.map((each) => (
            <button key={each.view} type="button" className="top-view" aria-current={view === each.view ? 'page' : undefined} onClick={() => show({ view: each.view })}>
              {texts.stage.views[each.view]} <kbd aria-hidden="true">{each.key}</kbd>
            </button>
          ))}
        </nav>
      )}
      <div className="top-acts">
        {!firstVisit && (
          <button type="button" className="top-find least" onClick={onFind}>
            <Icon name="search" size={16} />
            <span>{texts.app.find}</span>
            <kbd>{texts.app.findKey}</kbd>
          </button>
        )}
        {document.fullscreenEnabled && (
          <button type="button" className="button plain" onClick={onPresent}>
            <Icon name="present" />
            <span className="top-word">{texts.app.present}</span>
          </button>
        )}
        <button type="button" className="button plain" onClick={onShare}>
          <Icon name="share" />
          <span className="top-word">{texts.app.share}</span>
        </button>
        <button type="button" className="button plain icon" aria-label={texts.app.theme(theme)} title={texts.app.theme(theme)} onClick={cycleTheme}>
          <Icon name="theme" />
        </button>
      </div>
    </header>
  )
}

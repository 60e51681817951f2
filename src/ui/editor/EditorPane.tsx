import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Icon } from '../glyphs/index.ts'
import { shownTheme, usePage } from '../page.ts'
import { removeFile, show, useSession, writeFile, cluster, sessionStore } from '../session/store.ts'
import { kubectl } from '../session/kubectl.ts'
import { editRequests } from '../session/editing.ts'
import { texts } from '../texts.ts'
import { moment } from '../timeline/moments.ts'
import { monaco, setInks, setSchema } from './monaco.ts'
import { problemsOf } from './problems.ts'
import { schemaOf } from './schema.ts'
import './editor.css'

type Outcome = { readonly kind: 'none' | 'good' | 'bad'; readonly text: string }

/** The files, with what the server says of them. */
export default function EditorPane() {
  const files = useSession((state) => state.files)
  const openFile = useSession((state) => state.openFile)
  const theme = usePage((state) => shownTheme(state.theme))
  const box = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null)
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none', text: '' })
  const [difference, setDifference] = useState<string>()
  const asked = useSyncExternalStore(editRequests.subscribe, editRequests.current)
  const name = asked?.fileName ?? openFile

  const apply = async (): Promise<void> => {
    const { openFile: file, files: all } = sessionStore.getState()
    show({ firstVisit: false })
    const { exitCode, stdout, stderr } = await kubectl(['apply', '-f', file])
    const bad = exitCode !== 0
    mark(file, bad ? problemsOf(all[file] ?? '', stderr) : [])
    setOutcome({ kind: bad ? 'bad' : 'good', text: bad ? stderr.trim() : `${moment(sessionStore.getState().atMs)} ${[stderr, stdout].map((text) => text.trim()).filter((text) => text).join('\n')}` })
    show({ caption: bad ? texts.editor.refused : stdout.trim().split('\n').join(', ') })
  }
  const compare = async (): Promise<void> => {
    const { exitCode, stdout, stderr } = await kubectl(['diff', '-f', sessionStore.getState().openFile])
    if (exitCode > 1) setOutcome({ kind: 'bad', text: stderr.trim() })
    else setDifference(stdout.trim() === '' ? texts.editor.same : stdout)
  }

  useEffect(() => {
    const made = monaco.editor.create(box.current as HTMLElement, {
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: 'JetBrains Mono Variable, monospace',
      fontLigatures: false,
      fontSize: 13,
      lineHeight: 20,
      scrollBeyondLastLine: false,
      tabSize: 2,
      renderLineHighlight: 'line',
      overviewRulerLanes: 0,
      lineNumbersMinChars: 3,
      fixedOverflowWidgets: true,
      quickSuggestions: { other: true, strings: true, comments: false },
      ariaLabel: texts.app.panes.editor,
    })
    editor.current = made
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => void apply())
    // Monaco keeps Tab for itself; Escape lets a keyboard user leave.
    made.addCommand(monaco.KeyCode.Escape, () => (document.activeElement as HTMLElement | null)?.blur(), '!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible')
    made.onDidChangeModelContent(() => {
      const model = made.getModel()
      if (model) change(model)
    })
    void schemaOf(cluster()).then(setSchema, () => {})
    return () => made.dispose()
  }, [])
  useEffect(() => setInks(theme), [theme])
  useEffect(() => {
    editor.current?.setModel(name === '' ? null : modelOf(name, asked?.text ?? files[name] ?? ''))
    setDifference(undefined)
    // What the file holds is followed below: here only which file it is matters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [name, asked])
  useEffect(() => {
    // A file may be written by the terminal.
    const model = editor.current?.getModel()
    if (!asked && model && files[openFile] !== undefined && model.getValue() !== files[openFile]) model.setValue(files[openFile])
  }, [files, openFile, asked])

  return (
    <section className="editor" aria-label={texts.app.panes.editor}>
      <header className="editor-head">
        {asked ? (
          <p className="editor-files tab mono" data-current>{asked.fileName}</p>
        ) : (
          <ul className="editor-files" aria-label={texts.editor.files}>
            {Object.keys(files).map((file) => (
              <li key={file} className="editor-file">
                <button type="button" className="tab mono" aria-current={file === openFile ? 'true' : undefined} onClick={() => show({ openFile: file })}>{file}</button>
                {file === openFile && <button type="button" className="editor-close" aria-label={texts.editor.close(file)} title={texts.editor.close(file)} onClick={() => removeFile(file)}><Icon name="close" size={12} /></button>}
              </li>
            ))}
            <li><button type="button" className="editor-close" aria-label={texts.editor.newFile} title={texts.editor.newFile} onClick={() => newFile(files)}><Icon name="plus" size={14} /></button></li>
          </ul>
        )}
        {asked ? (
          <>
            <button type="button" className="button plain" onClick={() => editRequests.finish(undefined)}>{texts.editor.cancel}</button>
            <button type="button" className="button main" onClick={() => editRequests.finish(editor.current?.getValue())}>{texts.editor.save}</button>
          </>
        ) : (
          <>
            <button type="button" className="button plain" disabled={name === ''} onClick={() => void compare()}>{texts.editor.diff}</button>
            <button type="button" className="button main" disabled={name === ''} onClick={() => void apply()}>{texts.editor.apply} <span className="mono small">{texts.editor.applyKey}</span></button>
          </>
        )}
      </header>
      {name === '' && <p className="pane-loading quiet">{texts.editor.empty}</p>}
      <div ref={box} className="editor-box" hidden={name === ''} />
      {difference !== undefined && (
        <div className="editor-difference">
          <button type="button" className="button plain icon" aria-label={texts.app.dialogClose} onClick={() => setDifference(undefined)}><Icon name="close" size={14} /></button>
          <pre>{difference.split('\n').map((line, index) => <span key={index} data-sign={/^(\+|-)(?!\1\1)/.exec(line)?.[1]}>{line}{'\n'}</span>)}</pre>
        </div>
      )}
      <footer className={`editor-foot small ${outcome.kind === 'bad' ? 'wrong' : 'quiet'}`} role="status">{outcome.text}</footer>
    </section>
  )
}

function change(model: monaco.editor.ITextModel): void {
  const name = model.uri.path.slice(1)
  if (model.uri.scheme !== 'file') return
  mark(name, [])
  if (sessionStore.getState().files[name] !== model.getValue()) writeFile(name, model.getValue())
}

function modelOf(name: string, text: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.from({ scheme: editRequests.current() ? 'edit' : 'file', path: `/${name}` })
  const known = monaco.editor.getModel(uri)
  if (!known) return monaco.editor.createModel(text, /\.ya?ml$/.test(name) ? 'yaml' : 'plaintext', uri)
  if (known.getValue() !== text) known.setValue(text)
  return known
}

function mark(name: string, problems: ReturnType<typeof problemsOf>): void {
  const model = monaco.editor.getModel(monaco.Uri.from({ scheme: 'file', path: `/${name}` }))
  if (!model) return
  const markers = problems.map(({ line, message }) => {
    const lineNumber = Math.min(Math.max(1, line), model.getLineCount())
    return { severity: monaco.MarkerSeverity.Error, message, startLineNumber: lineNumber, endLineNumber: lineNumber, startColumn: model.getLineFirstNonWhitespaceColumn(lineNumber) || 1, endColumn: model.getLineMaxColumn(lineNumber) }
  })
  monaco.editor.setModelMarkers(model, 'server', markers)
}

function newFile(files: Readonly<Record<string, string>>): void {
  let number = 1
  while (`new-${number}.yaml` in files) number++
  writeFile(`new-${number}.yaml`, '')
  show({ openFile: `new-${number}.yaml` })
}

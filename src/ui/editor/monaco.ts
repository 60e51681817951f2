/** Monaco with YAML that knows Kubernetes, set up once. */
import * as monaco from 'monaco-editor/editor/editor.api.js'
import 'monaco-editor/features/register.all.js'
import 'monaco-editor/languages/definitions/yaml/register.js'
import { configureMonacoYaml } from 'monaco-yaml'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import YamlWorker from './yaml.worker.ts?worker'
import type { JSONSchema } from './schema.ts'

self.MonacoEnvironment = { getWorker: (_, label) => (label === 'yaml' ? new YamlWorker() : new EditorWorker()) }

const yaml = configureMonacoYaml(monaco as never, { schemas: [], completion: true, hover: true, validate: true, format: {}, yamlVersion: '1.1', enableSchemaRequest: false })

/** Gives the editor what it knows of the kinds that a server has. */
export function setSchema(schema: JSONSchema): void {
  void yaml.update({ schemas: [{ uri: 'podarium://kubernetes.json', fileMatch: ['*'], schema: schema as never }], yamlVersion: '1.1', completion: true, hover: true, validate: true, format: {}, enableSchemaRequest: false })
}

/** The page's inks for YAML; Monaco takes no CSS variables, so themes are made of what holds. */
export function setInks(theme: 'light' | 'dark'): void {
  const style = getComputedStyle(document.documentElement)
  const ink = (name: string): string => style.getPropertyValue(name).trim()
  monaco.editor.defineTheme('podarium', {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: ink('--ink').slice(1) },
      { token: 'type.yaml', foreground: ink('--rev-1-text').slice(1) },
      { token: 'string.yaml', foreground: ink('--ink').slice(1) },
      { token: 'number.yaml', foreground: ink('--rev-3-text').slice(1) },
      { token: 'keyword.yaml', foreground: ink('--rev-3-text').slice(1) },
      { token: 'comment.yaml', foreground: ink('--ink-3').slice(1) },
    ],
    colors: {
      'editor.background': ink('--raised'),
      'editor.foreground': ink('--ink'),
      'editorLineNumber.foreground': ink('--ink-3'),
      'editorLineNumber.activeForeground': ink('--ink'),
      'editor.lineHighlightBackground': ink('--sunk'),
      'editor.selectionBackground': ink('--accent-soft'),
      'editorCursor.foreground': ink('--ink'),
      'editorIndentGuide.background1': ink('--line'),
      'editorWidget.background': ink('--raised'),
      'editorWidget.border': ink('--line-2'),
      'editorError.foreground': ink('--wrong'),
      focusBorder: ink('--accent'),
    },
  })
  monaco.editor.setTheme('podarium')
}

export { monaco }

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'text/xml',
}

/** The type that web servers give a file by its name. */
export function contentType(path: string, otherwise = 'application/octet-stream'): string {
  return TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? otherwise
}

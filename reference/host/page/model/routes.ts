/** Addresses of the application. They name a patient by the host's own id, never by anything of the person. */
export type Route =
  | { readonly page: 'visits' | 'patients' | 'settings' | 'unknown' }
  | { readonly page: 'patient'; readonly patientId: string }
  | { readonly page: 'extensions'; readonly pluginId?: string }
  | { readonly page: 'plugin'; readonly viewId: string };

export function routeOf(path: string): Route {
  const [first = '', second, ...more] = path
    .replace(/^\/|\/$/g, '')
    .split('/')
    .map(decoded);
  if (more.length) return { page: 'unknown' };
  switch (first) {
    case '':
      return { page: second ? 'unknown' : 'visits' };
    case 'patients':
      return second ? { page: 'patient', patientId: second } : { page: 'patients' };
    case 'extensions':
      return second ? { page: 'extensions', pluginId: second } : { page: 'extensions' };
    case 'parametrage':
      return { page: second ? 'unknown' : 'settings' };
    case 'pages':
      return second ? { page: 'plugin', viewId: second } : { page: 'unknown' };
    default:
      return { page: 'unknown' };
  }
}

export const patientPath = (patientId: string): string => `/patients/${encodeURIComponent(patientId)}`;
export const extensionPath = (pluginId: string): string => `/extensions/${encodeURIComponent(pluginId)}`;
export const pluginPagePath = (viewId: string): string => `/pages/${encodeURIComponent(viewId)}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What JavaScript's regular expressions have and RE2, which the warehouses use, has not. */
const NOT_IN_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</;

/** True for a regular expression that JavaScript and RE2 both understand. */
export function isPortablePattern(pattern: string): boolean {
  const withoutEscapedBackslashes = pattern.replaceAll('\\\\', '');
  if (NOT_IN_RE2.test(withoutEscapedBackslashes)) return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

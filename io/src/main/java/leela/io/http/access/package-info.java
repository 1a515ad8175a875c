/** Who may ask: the token, and the site that a browser's request comes from. Knows no connection. */
package leela.io.http.access;

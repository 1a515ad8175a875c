/** The page that a browser is shown at the server's root, and the files that it is made of. */
package leela.io.http.page;

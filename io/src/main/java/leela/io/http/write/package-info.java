/**
 * Doors for what other programs post: each a format's paths, its answers and its form of errors. The formats themselves
 * are read by inputs, which know nothing of HTTP.
 */
package leela.io.http.write;

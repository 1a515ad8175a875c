/** The engine's own API: its paths, bodies and answers. */
package leela.io.http.v1;

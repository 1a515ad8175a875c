/** Which series and which time a request of the engine's own API means. */
package leela.io.http.v1.range;

/** Taking points, documents and keys out of storage over HTTP. */
package leela.io.http.v1.deletion;

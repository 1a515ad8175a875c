/** What stands between a socket and its connection's state, so that little of what clients send is parsed ahead. */
package leela.io.http.intake;

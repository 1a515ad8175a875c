/**
 * What stands between a socket and its connection's state, so that little of what clients send is parsed ahead, and
 * that it ends in order; and the threads that take what would hold up the loop.
 */
package leela.io.http.intake;

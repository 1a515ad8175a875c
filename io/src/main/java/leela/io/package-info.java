/** What crosses the edge of this process on this machine; here stands what all doors share. */
package leela.io;

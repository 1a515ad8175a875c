/**
 * OpenTSDB's lines, as its telnet-style port takes them ([protocols 8]), and its points as {@code /api/put} does
 * ([senders 3]).
 */
package leela.io.input.opentsdb;

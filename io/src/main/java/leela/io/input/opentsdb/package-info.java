/** OpenTSDB's lines, as its telnet-style port takes them ([protocols 8]). */
package leela.io.input.opentsdb;

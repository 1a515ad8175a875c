/** statsd's values, and the windows of time that they are brought together in ([protocols 9]). */
package leela.io.input.statsd;

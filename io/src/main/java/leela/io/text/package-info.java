/** Numbers and times of the text protocol: bytes to values and back, without garbage. */
package leela.io.text;

/** The file of what people are to be told. */
package leela.io.outbox;

/** What every input has in common: a decoder that turns bytes into entries for its producer. */
package leela.io.input;

/** Calls of Linux's that the JDK does not offer, by numbers alone. */
package leela.io.system;

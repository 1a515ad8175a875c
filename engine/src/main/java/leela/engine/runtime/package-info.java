/** What all parts share: threads, time, and text from outside made safe to print. */
package leela.engine.runtime;

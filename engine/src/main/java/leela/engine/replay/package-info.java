/** The recorded stream, shown to the standing queries once more. */
package leela.engine.replay;

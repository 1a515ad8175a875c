package leela.engine.alert.registry;

import leela.engine.dmproc.language.AlertProgram;

/**
 * An alert that runs, and who wrote it.
 * Thread: immutable.
 *
 * @param by     a file, or a person
 * @param isFile whether it comes and goes with a file
 */
public record DefinedAlert(AlertProgram program, String by, boolean isFile) {}

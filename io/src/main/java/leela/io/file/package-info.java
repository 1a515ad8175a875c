/** Files that are read again when they change. */
package leela.io.file;

/** jcstress tests of what we wrote ourselves where threads meet; {@code perf/bench stress} runs them. */
package leela.perf.stress;

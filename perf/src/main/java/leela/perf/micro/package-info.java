/** JMH benchmarks of one step each; {@code perf/bench micro} runs them and writes the results down. */
package leela.perf.micro;

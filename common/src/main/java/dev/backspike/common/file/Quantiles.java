package dev.backspike.common.file;

/**
 * The distribution of a set of numbers. The extremes are exact; the others are exact up to 65,536 numbers and estimated
 * from a random sample of that size where there are more.
 *
 * @param least the smallest number
 * @param p5 the 5th percentile
 * @param median the 50th percentile
 * @param p95 the 95th percentile
 * @param most the largest number
 */
public record Quantiles(double least, double p5, double median, double p95, double most) {}

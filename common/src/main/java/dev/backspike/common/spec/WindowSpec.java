package dev.backspike.common.spec;

/**
 * A window that moves over the rows and columns of a presynaptic population: at each of its places it covers the
 * presynaptic neurons of a column of postsynaptic ones, one for each channel.
 *
 * @param kernel rows and columns that the window covers
 * @param stride steps between two places
 * @param padding rows and columns beyond each edge that the window may cover; there are no neurons
 * @param dilation steps between two of the rows or columns that the window covers
 */
public record WindowSpec(Extent kernel, Extent stride, Extent padding, Extent dilation) {

    /** Number of places in a column; less than 1 if the window does not fit. */
    public int rows(Shape from) {
        return places(from.height(), padding.height(), dilation.height(), kernel.height(), stride.height());
    }

    /** Number of places in a row; less than 1 if the window does not fit. */
    public int columns(Shape from) {
        return places(from.width(), padding.width(), dilation.width(), kernel.width(), stride.width());
    }

    /** Number of weights of a kernel between two channels. */
    public int area() {
        return kernel.height() * kernel.width();
    }

    private static int places(int size, int padding, int dilation, int kernel, int stride) {
        return Math.floorDiv(size + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }
}

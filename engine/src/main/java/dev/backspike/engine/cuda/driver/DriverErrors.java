package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceLostException;
import dev.backspike.engine.DeviceMemoryException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** What the results of driver calls mean: which of them last, and what helps against them. */
final class DriverErrors {

    private DriverErrors() {}

    /** @throws DeviceException unless the result of a driver call is success */
    static void check(int result, String doing) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw exception(result, doing);
        }
    }

    private static DeviceException exception(int result, String doing) {
        String message = doing + ": " + name(result) + text(result) + remedy(result);
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            return new DeviceMemoryException("the device is out of memory: " + message);
        }
        if (lasts(result)) {
            return new DeviceLostException(message);
        }
        return isDamaged(result) ? new DamagedCodeException(message) : new DeviceException(message);
    }

    private static String name(int result) {
        return CUresult.stringFor(result) + " (" + result + ")";
    }

    private static String text(int result) {
        String[] text = new String[1];
        JCudaDriver.cuGetErrorString(result, text);
        return text[0] == null ? "" : ", " + text[0];
    }

    /**
     * Whether every further call of the process fails likewise. These are the errors of which the driver's reference
     * says that the process must be terminated and relaunched, and those of hardware, after which a context is
     * unusable.
     */
    private static boolean lasts(int result) {
        return switch (result) {
            case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
                    CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
                    CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
                    CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
                    CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
                    CUresult.CUDA_ERROR_ASSERT,
                    CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
                    CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
                    CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
                    CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
                    CUresult.CUDA_ERROR_INVALID_PC,
                    CUresult.CUDA_ERROR_LAUNCH_FAILED,
                    CUresult.CUDA_ERROR_MPS_CLIENT_TERMINATED,
                    CUresult.CUDA_ERROR_EXTERNAL_DEVICE -> true;
            default -> false;
        };
    }

    private static boolean isDamaged(int result) {
        return switch (result) {
            case CUresult.CUDA_ERROR_INVALID_IMAGE,
                    CUresult.CUDA_ERROR_INVALID_PTX,
                    CUresult.CUDA_ERROR_INVALID_SOURCE -> true;
            default -> false;
        };
    }

    private static String remedy(int result) {
        String remedy = switch (result) {
            case CUresult.CUDA_ERROR_OUT_OF_MEMORY -> "nvidia-smi shows which processes hold the memory of the device";
            case CUresult.CUDA_ERROR_STUB_LIBRARY ->
                "libcuda.so.1 is the stub that CUDA's toolkit brings for linking; remove its folder (stubs) from"
                        + " LD_LIBRARY_PATH";
            case CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE ->
                "another process holds the device for itself; end it, or allow several with nvidia-smi -c" + " DEFAULT";
            case CUresult.CUDA_ERROR_NO_DEVICE, CUresult.CUDA_ERROR_INVALID_DEVICE ->
                "check that nvidia-smi lists the device and that CUDA_VISIBLE_DEVICES, if it is set, names it";
            case CUresult.CUDA_ERROR_SYSTEM_NOT_READY ->
                "start NVIDIA's fabric manager (systemctl start nvidia-fabricmanager)";
            case CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH ->
                "the driver's kernel module and its libraries are of different versions, as after an update;"
                        + " restart the machine";
            case CUresult.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE ->
                "remove CUDA's forward-compatibility package (cuda-compat) or choose an image of a CUDA version"
                        + " that the driver supports";
            case CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION -> "the driver is older than NVRTC; update the driver";
            case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU ->
                "install an NVRTC of CUDA 12 that knows the device, 12.8 or later for Blackwell";
            case CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND ->
                "install the driver's library libnvidia-ptxjitcompiler.so.1; the container toolkit adds it with"
                        + " NVIDIA_DRIVER_CAPABILITIES=compute,utility";
            case CUresult.CUDA_ERROR_MPS_CONNECTION_FAILED, CUresult.CUDA_ERROR_MPS_SERVER_NOT_READY ->
                "start NVIDIA's Multi-Process Service, or unset CUDA_MPS_PIPE_DIRECTORY";
            case CUresult.CUDA_ERROR_UNKNOWN ->
                "check that nvidia-smi works and that the module nvidia_uvm is loaded (nvidia-modprobe -u -c 0);"
                        + " otherwise restart the machine";
            default -> "";
        };
        return remedy.isEmpty() ? "" : "; " + remedy;
    }
}

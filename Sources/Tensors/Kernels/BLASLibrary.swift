import COpenBLAS

/// What is known of the BLAS that was loaded.
public enum BLASLibrary {
  /// Its name, version and build options, such as "OpenBLAS 0.3.21 DYNAMIC_ARCH … MAX_THREADS=64".
  public static var configuration: String {
    String(cString: openblas_get_config())
  }

  /// The processor whose kernels it chose, such as "SkylakeX".
  public static var processor: String {
    String(cString: openblas_get_corename())
  }
}

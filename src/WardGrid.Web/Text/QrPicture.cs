using QRCoder;

namespace WardGrid.Web.Text;

/// <summary>A text as the picture of a QR code, as the address of an image.</summary>
internal static class QrPicture
{
    private const int PixelsPerModule = 6;

    public static string Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        return $"data:image/png;base64,{Convert.ToBase64String(picture.GetGraphic(PixelsPerModule))}";
    }
}

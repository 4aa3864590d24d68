/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the demo papers say. Tỉnh Sơn Hà, its people and figures are invented; the form is that of Decree 30/2020 Annex I. */
#include "docs-service/compose/demo/demo.h"

#define PROVINCE "Ủy ban nhân dân tỉnh Sơn Hà"
#define NEXT "Phiên họp thường kỳ"
#define STORM "Họp UBND tỉnh về phòng, chống thiên tai và tìm kiếm cứu nạn"
#define INVEST "Phiên họp chuyên đề về giải ngân vốn đầu tư công"
#define TODAY "Họp Tổ công tác chuyển đổi số về phòng họp không giấy tờ"
#define GROUP "Tổ công tác chuyển đổi số"
#define TO_GROUP "Như trên\nCác Tổ viên Tổ công tác\nLưu: VT"
#define TO_PROVINCE "Như trên\nThường trực Tỉnh ủy (để báo cáo)\nCác Phó Chủ tịch UBND tỉnh\nVăn phòng UBND tỉnh\nLưu: VT"

const PnDemoPaper pn_demo_papers[] = {
  { .file = "giay-moi-phien-hop-thuong-ky", .title = "Giấy mời phiên họp thường kỳ UBND tỉnh", .kind = "giay_moi", .meeting = NEXT,
    .item = "Khai mạc, thông qua chương trình phiên họp", .type = "GIẤY MỜI", .summary = "Phiên họp thường kỳ Ủy ban nhân dân tỉnh tháng 11 năm 2026",
    .body = PROVINCE, .number = "318", .symbol = "GM-UBND", .day = 18, .month = 11, .year = 2026, .capacity = "TL. CHỦ TỊCH",
    .signer_title = "CHÁNH VĂN PHÒNG", .signer = "Đặng Ngọc Sơn", .recipients = "Như thành phần mời\nChủ tịch, các Phó Chủ tịch UBND tỉnh\nLưu: VT, TH",
    .text = "Ủy ban nhân dân tỉnh trân trọng kính mời đại biểu dự phiên họp thường kỳ tháng 11 năm 2026, cụ thể như sau:\n"
            "# I. Thành phần\n"
            "1. Chủ tọa: Đồng chí Nguyễn Văn Thành, Chủ tịch Ủy ban nhân dân tỉnh.\n"
            "2. Các đồng chí Phó Chủ tịch, Ủy viên Ủy ban nhân dân tỉnh.\n"
            "3. Kính mời: Đại diện Thường trực Hội đồng nhân dân tỉnh; Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh; Giám đốc Kho bạc Nhà nước khu vực.\n"
            "4. Tại các điểm cầu xã, phường: Chủ tịch Ủy ban nhân dân và công chức Văn phòng.\n"
            "# II. Nội dung\n"
            "| TT | Nội dung | Cơ quan trình\n| 1 | Tình hình kinh tế - xã hội tháng 11, nhiệm vụ trọng tâm tháng 12 | Sở Tài chính\n"
            "| 2 | Tình hình thu, chi ngân sách và giải ngân vốn đầu tư công | Sở Tài chính\n| 3 | Công tác khắc phục hậu quả mưa lũ | Sở Nông nghiệp và Môi trường\n"
            "| 4 | Tờ trình kế hoạch phát triển kinh tế - xã hội năm 2027 | Sở Tài chính\n| 5 | Mức hỗ trợ học sinh bán trú vùng khó khăn (trình lại) | Sở Giáo dục và Đào tạo\n"
            "| 6 | Dự thảo Quyết định phân cấp quản lý đường tỉnh | Sở Xây dựng\n"
            "# III. Hình thức, thời gian, địa điểm\n"
            "Phiên họp tổ chức trực tiếp kết hợp trực tuyến tại Phòng họp số 1, trụ sở Ủy ban nhân dân tỉnh và các điểm cầu. Các điểm cầu kiểm tra đường truyền, thiết bị trước giờ khai mạc 60 phút.\n"
            "Tài liệu phiên họp đã được phát hành trên hệ thống họp không giấy tờ; đề nghị đại biểu nghiên cứu trước và chuẩn bị ý kiến phát biểu ngắn gọn, đi thẳng vào nội dung còn khác nhau./." },
  { .file = "bao-cao-kinh-te-xa-hoi-100-trang", .title = "Báo cáo tình hình kinh tế - xã hội 11 tháng năm 2026", .kind = "bao_cao", .meeting = NEXT,
    .item = "Báo cáo tình hình kinh tế - xã hội trong tháng", .form = PN_DEMO_REPORT, .type = "BÁO CÁO",
    .summary = "Tình hình kinh tế - xã hội 11 tháng năm 2026, nhiệm vụ trọng tâm tháng 12 năm 2026", .body = PROVINCE, .number = "486", .symbol = "BC-UBND",
    .day = 19, .month = 11, .year = 2026, .capacity = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", .signer_title = "PHÓ CHỦ TỊCH", .signer = "Trần Thị Minh Hạnh",
    .recipients = "Thường trực Tỉnh ủy\nThường trực HĐND tỉnh\nThành viên UBND tỉnh\nLưu: VT, TH",
    .text = "Thực hiện Quy chế làm việc, Ủy ban nhân dân tỉnh báo cáo tình hình kinh tế - xã hội 11 tháng năm 2026 và nhiệm vụ trọng tâm tháng 12 năm 2026. Số liệu do các sở, ngành và Ủy ban nhân dân các xã, phường tổng hợp đến ngày 15 tháng 11 năm 2026." },
  { .file = "bao-cao-thu-chi-ngan-sach-thang-11", .title = "Báo cáo thu, chi ngân sách nhà nước tháng 11", .kind = "bao_cao", .meeting = NEXT,
    .item = "Tình hình thu, chi ngân sách và giải ngân vốn đầu tư công", .type = "BÁO CÁO", .summary = "Tình hình thu, chi ngân sách nhà nước tháng 11 năm 2026",
    .parent = PROVINCE, .body = "Sở Tài chính", .number = "512", .symbol = "BC-STC", .day = 17, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Đỗ Mạnh Cường",
    .recipients = TO_PROVINCE,
    .text = "# I. Thu ngân sách nhà nước\n"
            "Tổng thu ngân sách nhà nước trên địa bàn 11 tháng ước đạt 8.742 tỷ đồng, bằng 97,3% dự toán Hội đồng nhân dân tỉnh giao, tăng 8,1% so với cùng kỳ. Trong đó thu nội địa 7.968 tỷ đồng; thu từ hoạt động xuất nhập khẩu 774 tỷ đồng.\n"
            "| TT | Khoản thu | Dự toán | Thực hiện | Tỷ lệ (%)\n| 1 | Thu từ doanh nghiệp nhà nước | 1.120 | 1.064 | 95,0\n| 2 | Thu từ doanh nghiệp đầu tư nước ngoài | 860 | 902 | 104,9\n"
            "| 3 | Thu ngoài quốc doanh | 2.340 | 2.391 | 102,2\n| 4 | Thuế thu nhập cá nhân | 690 | 702 | 101,7\n| 5 | Thu tiền sử dụng đất | 1.900 | 1.512 | 79,6\n| 6 | Các khoản thu khác | 1.280 | 1.397 | 109,1\n"
            "# II. Chi ngân sách địa phương\n"
            "Tổng chi ngân sách địa phương 11 tháng ước 12.655 tỷ đồng, bằng 88,6% dự toán. Chi đầu tư phát triển 3.987 tỷ đồng, bằng 76,4% kế hoạch; chi thường xuyên 8.410 tỷ đồng, bằng 91,2% dự toán. Đã tiết kiệm 10% chi thường xuyên theo quy định để tạo nguồn cải cách tiền lương.\n"
            "# III. Giải ngân vốn đầu tư công\n"
            "Đến ngày 15 tháng 11 năm 2026, toàn tỉnh giải ngân 3.612 tỷ đồng, đạt 71,8% kế hoạch vốn được giao. Có 06 chủ đầu tư đạt trên 85%, 09 chủ đầu tư dưới 50%. Nguyên nhân chính: vướng giải phóng mặt bằng, chậm xác định nguồn gốc đất và giá vật liệu tăng so với dự toán.\n"
            "# IV. Kiến nghị\n"
            "Đề nghị Ủy ban nhân dân tỉnh giao các chủ đầu tư cam kết tiến độ theo tuần; giao Sở Xây dựng công bố giá vật liệu theo tháng; cho phép điều chuyển vốn của các dự án giải ngân dưới 50% sang các dự án có khối lượng hoàn thành./." },
  { .file = "to-trinh-ke-hoach-phat-trien-nam-2027", .title = "Tờ trình Kế hoạch phát triển kinh tế - xã hội năm 2027", .kind = "to_trinh", .meeting = NEXT,
    .item = "Tờ trình về kế hoạch phát triển kinh tế - xã hội năm tới", .type = "TỜ TRÌNH", .summary = "Về việc ban hành Kế hoạch phát triển kinh tế - xã hội năm 2027",
    .parent = PROVINCE, .body = "Sở Tài chính", .number = "214", .symbol = "TTr-STC", .day = 16, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Đỗ Mạnh Cường",
    .recipients = TO_PROVINCE,
    .text = "> Kính gửi: Ủy ban nhân dân tỉnh Sơn Hà\n"
            "Căn cứ Quy chế làm việc của Ủy ban nhân dân tỉnh và ý kiến của các sở, ban, ngành, Sở Tài chính trình Ủy ban nhân dân tỉnh xem xét, thông qua dự thảo Kế hoạch phát triển kinh tế - xã hội năm 2027 như sau:\n"
            "# I. Sự cần thiết\n"
            "Năm 2027 là năm thứ hai thực hiện kế hoạch năm năm 2026 - 2030 và là năm đầu bộ máy chính quyền địa phương hai cấp vận hành ổn định. Cần sớm giao chỉ tiêu để các cấp, các ngành chủ động triển khai ngay từ ngày đầu, tháng đầu của năm.\n"
            "# II. Mục tiêu và các chỉ tiêu chủ yếu\n"
            "| TT | Chỉ tiêu | Năm 2026 | Năm 2027\n| 1 | Tốc độ tăng tổng sản phẩm trên địa bàn (%) | 8,2 | 9,0\n| 2 | Tổng sản phẩm bình quân đầu người (triệu đồng) | 78,5 | 86,4\n| 3 | Tổng vốn đầu tư toàn xã hội (tỷ đồng) | 24.300 | 27.500\n"
            "| 4 | Thu ngân sách trên địa bàn (tỷ đồng) | 8.980 | 9.900\n| 5 | Tỷ lệ giảm hộ nghèo (điểm %) | 2,1 | 2,0\n| 6 | Tỷ lệ hồ sơ trực tuyến toàn trình (%) | 68 | 80\n"
            "# III. Nhiệm vụ, giải pháp\n"
            "1. Hoàn thành quy hoạch chung các đô thị động lực; khởi công tuyến đường nối phường Sơn Hà với xã Đồng Khê dài 18,6 km.\n"
            "2. Thu hút đầu tư vào hai cụm công nghiệp chế biến nông sản; tháo gỡ thủ tục cho 14 dự án ngoài ngân sách chậm tiến độ.\n"
            "3. Phủ sóng di động 100% thôn, bản; bố trí tổ công nghệ số cộng đồng tại từng xã, phường.\n"
            "4. Nâng cao năng lực phòng, chống thiên tai, hoàn thành gia cố hồ Suối Ngọc trước mùa mưa bão năm 2027.\n"
            "# IV. Kiến nghị\n"
            "Sở Tài chính kính trình Ủy ban nhân dân tỉnh xem xét, biểu quyết thông qua để trình Hội đồng nhân dân tỉnh tại kỳ họp cuối năm./." },
  { .file = "to-trinh-ho-tro-hoc-sinh-ban-tru", .title = "Tờ trình mức hỗ trợ học sinh bán trú vùng khó khăn (trình lại)", .kind = "to_trinh", .meeting = NEXT,
    .item = "Tờ trình về mức hỗ trợ học sinh bán trú vùng khó khăn (trình lại)", .type = "TỜ TRÌNH", .summary = "Về mức hỗ trợ học sinh bán trú tại các xã vùng khó khăn",
    .parent = PROVINCE, .body = "Sở Giáo dục và Đào tạo", .number = "97", .symbol = "TTr-SGDĐT", .day = 13, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Mai Thị Phương Thảo",
    .recipients = TO_PROVINCE,
    .text = "> Kính gửi: Ủy ban nhân dân tỉnh Sơn Hà\n"
            "Thực hiện kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại phiên họp trước về việc xây dựng lại phương án, Sở Giáo dục và Đào tạo đã phối hợp với Sở Tài chính rà soát đối tượng, khả năng cân đối ngân sách và kính trình như sau:\n"
            "# I. Đối tượng và phạm vi\n"
            "Học sinh bán trú đang học tại 41 trường thuộc 14 xã vùng khó khăn, gồm cả học sinh các thôn mới được công nhận; tổng số 6.385 học sinh.\n"
            "# II. Phương án đề xuất\n"
            "| TT | Nội dung | Phương án 1 | Phương án 2\n| 1 | Tiền ăn mỗi học sinh mỗi tháng (đồng) | 720.000 | 810.000\n| 2 | Tiền nhà ở cho nơi chưa có khu bán trú (đồng) | 180.000 | 220.000\n| 3 | Kinh phí một năm học (tỷ đồng) | 49,6 | 57,1\n"
            "Sau khi cân đối, Sở Tài chính thống nhất phương án 1 cho năm học 2026 - 2027 và xem xét tăng lên phương án 2 từ năm học sau khi nguồn thu vượt dự toán.\n"
            "# III. Kiến nghị\n"
            "Kính trình Ủy ban nhân dân tỉnh biểu quyết thông qua phương án 1 và giao Sở hoàn thiện dự thảo Nghị quyết trình Hội đồng nhân dân tỉnh./." },
  { .file = "du-thao-nghi-quyet-hoc-sinh-ban-tru", .title = "Dự thảo Nghị quyết về hỗ trợ học sinh bán trú", .kind = "du_thao_nghi_quyet", .meeting = NEXT,
    .item = "Tờ trình về mức hỗ trợ học sinh bán trú vùng khó khăn (trình lại)", .type = "NGHỊ QUYẾT",
    .summary = "Quy định mức hỗ trợ học sinh bán trú tại các xã vùng khó khăn trên địa bàn tỉnh Sơn Hà", .body = "Hội đồng nhân dân tỉnh Sơn Hà", .symbol = "NQ-HĐND", .month = 12, .year = 2026,
    .signer_title = "CHỦ TỊCH", .signer = "", .recipients = "Ủy ban Thường vụ Quốc hội\nChính phủ\nThường trực Tỉnh ủy\nLưu: VT",
    .text = "> HỘI ĐỒNG NHÂN DÂN TỈNH SƠN HÀ\n> KHÓA VII, KỲ HỌP CUỐI NĂM 2026\n"
            "Xét Tờ trình của Ủy ban nhân dân tỉnh về mức hỗ trợ học sinh bán trú; báo cáo thẩm tra của Ban Văn hóa - Xã hội; ý kiến thảo luận của đại biểu tại kỳ họp.\n"
            "> QUYẾT NGHỊ:\n"
            "# Điều 1. Phạm vi, đối tượng\nNghị quyết này quy định mức hỗ trợ tiền ăn, tiền nhà ở đối với học sinh bán trú tại các xã vùng khó khăn trên địa bàn tỉnh Sơn Hà.\n"
            "# Điều 2. Mức hỗ trợ\n1. Tiền ăn: 720.000 đồng/học sinh/tháng, không quá 09 tháng/năm học.\n2. Tiền nhà ở: 180.000 đồng/học sinh/tháng đối với nơi nhà trường chưa bố trí được chỗ ở.\n"
            "# Điều 3. Nguồn kinh phí\nNgân sách tỉnh bảo đảm trong dự toán chi sự nghiệp giáo dục hằng năm.\n"
            "# Điều 4. Tổ chức thực hiện\n1. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết.\n2. Thường trực, các Ban và đại biểu Hội đồng nhân dân tỉnh giám sát việc thực hiện./." },
  { .file = "du-thao-quyet-dinh-phan-cap-duong-tinh", .title = "Dự thảo Quyết định về phân cấp quản lý đường tỉnh", .kind = "du_thao_quyet_dinh", .meeting = NEXT,
    .item = "Dự thảo Quyết định về phân cấp quản lý đường tỉnh", .type = "QUYẾT ĐỊNH", .summary = "Về việc phân cấp quản lý, khai thác và bảo trì đường tỉnh",
    .body = PROVINCE, .symbol = "QĐ-UBND", .month = 12, .year = 2026, .capacity = "TM. ỦY BAN NHÂN DÂN", .signer_title = "CHỦ TỊCH", .signer = "Nguyễn Văn Thành",
    .recipients = "Như Điều 4\nBộ Xây dựng (để báo cáo)\nThường trực HĐND tỉnh\nLưu: VT, CN",
    .text = "> ỦY BAN NHÂN DÂN TỈNH SƠN HÀ\n"
            "Theo đề nghị của Giám đốc Sở Xây dựng tại Tờ trình số 163/TTr-SXD ngày 10 tháng 11 năm 2026.\n"
            "> QUYẾT ĐỊNH:\n"
            "# Điều 1.\nPhân cấp cho Ủy ban nhân dân các xã, phường quản lý, bảo trì thường xuyên 11 đoạn tuyến đường tỉnh đi qua khu dân cư với tổng chiều dài 126,4 km theo danh mục sau:\n"
            "| TT | Đoạn tuyến | Chiều dài (km) | Cơ quan nhận\n| 1 | Đường tỉnh 611, Km3 - Km14 | 11,0 | Phường Bình An\n| 2 | Đường tỉnh 611, Km14 - Km29 | 15,0 | Xã Đồng Khê\n| 3 | Đường tỉnh 612, Km0 - Km18 | 18,0 | Xã Trà Vân\n| 4 | Đường tỉnh 612, Km18 - Km31 | 13,0 | Xã Bản Đông\n| 5 | Đường tỉnh 615, Km2 - Km12 | 10,0 | Phường Nam Sơn\n"
            "# Điều 2.\nSở Xây dựng tiếp tục quản lý các cầu lớn, đường ngầm, hệ thống báo hiệu trên các tuyến; hướng dẫn kỹ thuật và kiểm tra hằng quý việc bảo trì của các xã, phường.\n"
            "# Điều 3.\nSở Tài chính bố trí kinh phí bảo trì theo định mức 62 triệu đồng/km/năm, cấp bổ sung có mục tiêu cho ngân sách cấp xã.\n"
            "# Điều 4.\nChánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc các Sở: Xây dựng, Tài chính; Chủ tịch Ủy ban nhân dân các xã, phường và thủ trưởng các cơ quan có liên quan chịu trách nhiệm thi hành Quyết định này. Quyết định có hiệu lực kể từ ngày 01 tháng 01 năm 2027./." },
  { .file = "bao-cao-khac-phuc-hau-qua-mua-lu", .title = "Báo cáo phương án ứng phó mưa lũ", .kind = "bao_cao", .meeting = STORM, .item = "Báo cáo phương án ứng phó mưa lũ",
    .type = "BÁO CÁO", .summary = "Phương án ứng phó mưa lũ, bảo đảm an toàn hồ đập và di dời dân cư vùng sạt lở", .parent = PROVINCE, .body = "Sở Nông nghiệp và Môi trường",
    .number = "345", .symbol = "BC-SNNMT", .day = 12, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Dương Văn Khánh", .recipients = TO_PROVINCE,
    .text = "# I. Diễn biến thời tiết\n"
            "Do ảnh hưởng của không khí lạnh kết hợp nhiễu động gió đông trên cao, lượng mưa ba ngày tới dự báo 180 - 320 mm, có nơi trên 400 mm; mực nước sông Hà tại trạm Bình An có khả năng vượt báo động 2.\n"
            "# II. Hồ đập và khu vực nguy cơ\n"
            "| TT | Công trình, khu vực | Hiện trạng | Biện pháp\n| 1 | Hồ Suối Ngọc | 96% dung tích, thấm nhẹ mái hạ lưu | Hạ mực nước, trực 24/24\n| 2 | Hồ Đá Bàn | 88% dung tích | Vận hành theo quy trình\n| 3 | Sườn núi xã Bản Đông | 43 hộ nguy cơ sạt lở | Di dời trước 18 giờ\n| 4 | Ngầm tràn tỉnh lộ 12 | Ngập 0,6 m | Cấm phương tiện\n"
            "# III. Lực lượng, phương tiện\n"
            "Huy động 1.240 người, 46 xuồng, 18 xe chuyên dùng bố trí tại ba cụm Bình An, Đồng Khê và Bản Đông; dự trữ 60 tấn gạo, 4.500 thùng mì, 300 nhà bạt.\n"
            "# IV. Kiến nghị\n"
            "Đề nghị Ủy ban nhân dân tỉnh ban hành công điện trước 15 giờ, giao Chủ tịch Ủy ban nhân dân các xã hoàn thành di dời dân và báo cáo nhanh hai lần mỗi ngày./." },
  { .file = "to-trinh-kinh-phi-ho-suoi-ngoc-ban-quet", .title = "Tờ trình kinh phí khẩn cấp gia cố hồ Suối Ngọc (bản quét)", .kind = "ban_quet", .meeting = STORM,
    .item = "Phê duyệt kinh phí khẩn cấp gia cố hồ Suối Ngọc", .form = PN_DEMO_SCAN, .type = "TỜ TRÌNH", .summary = "Về kinh phí khẩn cấp gia cố hồ chứa nước Suối Ngọc",
    .parent = PROVINCE, .body = "Sở Xây dựng", .number = "158", .symbol = "TTr-SXD", .day = 9, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Lý Hoàng Nam",
    .recipients = TO_PROVINCE,
    .text = "> Kính gửi: Ủy ban nhân dân tỉnh Sơn Hà\n"
            "Qua kiểm tra hiện trường ngày 08 tháng 11 năm 2026, mái hạ lưu đập chính hồ Suối Ngọc xuất hiện thấm trên chiều dài 42 m, rãnh thoát nước chân đập bị bồi lấp, tràn xả lũ xói lở sân sau. Hồ có dung tích 6,8 triệu m3, phía hạ du có 1.150 hộ dân và 620 ha lúa.\n"
            "# I. Nội dung gia cố\n"
            "1. Khoan phụt chống thấm thân đập đoạn K0+120 đến K0+180.\n2. Xây dựng lại rãnh thoát nước và tầng lọc ngược chân đập.\n3. Gia cố sân sau tràn bằng bê tông cốt thép mác 250, dày 60 cm.\n4. Lắp đặt 04 trạm quan trắc mực nước, lưu lượng thấm truyền dữ liệu tự động về Trung tâm điều hành của tỉnh.\n"
            "# II. Dự toán\n"
            "| TT | Hạng mục | Khối lượng | Kinh phí (tỷ đồng)\n| 1 | Khoan phụt chống thấm | 1.860 m | 6,9\n| 2 | Rãnh thoát nước, tầng lọc | 240 m | 3,2\n| 3 | Gia cố sân sau tràn | 1.450 m3 | 5,8\n| 4 | Quan trắc tự động | 04 trạm | 1,4\n| 5 | Chi phí khác, dự phòng | | 1,2\n| | Tổng cộng | | 18,5\n"
            "Giá vật liệu được lấy theo công bố tháng 10 năm 2026; đơn giá nhân công theo khu vực III. Dự toán chi tiết kèm theo hồ sơ đã được đơn vị tư vấn độc lập rà soát.\n"
            "# III. Nguồn vốn và tiến độ\n"
            "Nguồn vốn: dự phòng ngân sách tỉnh năm 2026. Thời gian thi công 75 ngày kể từ ngày có quyết định; hạng mục chống thấm hoàn thành trong 30 ngày đầu để bảo đảm tích nước an toàn.\n"
            "Trong thời gian thi công, hạ mực nước hồ xuống cao trình +48,5 m; Ủy ban nhân dân xã Suối Ngọc bố trí lực lượng xung kích trực 24/24 giờ, cắm biển cảnh báo tại các ngầm tràn.\n"
            "# IV. Tổ chức thực hiện\n"
            "Ban Quản lý dự án đầu tư xây dựng công trình làm chủ đầu tư, áp dụng hình thức chỉ định thầu theo lệnh khẩn cấp. Sở Nông nghiệp và Môi trường giám sát vận hành hồ; Sở Xây dựng giám sát chất lượng; Sở Tài chính cấp phát và kiểm soát thanh toán qua Kho bạc.\n"
            "Chủ đầu tư báo cáo tiến độ vào 16 giờ thứ Sáu hằng tuần. Nhật ký thi công, kết quả thí nghiệm vật liệu và ảnh hiện trường cập nhật trên phần mềm quản lý đầu tư của tỉnh trong ngày.\n"
            "Trường hợp lượng mưa vượt 150 mm trong 24 giờ, tạm dừng thi công phần mái hạ lưu, rút người và thiết bị khỏi lòng hồ, thực hiện phương án bảo vệ đập đã được phê duyệt.\n"
            "# V. Kiến nghị\n"
            "Kính trình Ủy ban nhân dân tỉnh xem xét, thông qua chủ trương chi 18,5 tỷ đồng từ dự phòng ngân sách tỉnh để thực hiện./.\n"
            "\f\n> PHỤ LỤC\n> Kết quả quan trắc thấm từ ngày 01 đến ngày 08 tháng 11 năm 2026\n"
            "| TT | Ngày đo | Mực nước hồ (m) | Lưu lượng thấm (l/s)\n| 1 | 01/11 | 50,10 | 0,8\n| 2 | 02/11 | 50,25 | 0,9\n| 3 | 03/11 | 50,41 | 1,1\n| 4 | 04/11 | 50,66 | 1,4\n| 5 | 05/11 | 50,92 | 1,9\n| 6 | 06/11 | 51,03 | 2,2\n| 7 | 07/11 | 51,18 | 2,7\n| 8 | 08/11 | 51,22 | 3,1\n"
            "Lưu lượng thấm tăng nhanh khi mực nước vượt cao trình +50,5 m; nước thấm hơi đục từ ngày 07 tháng 11. Đề nghị hạ mực nước hồ ngay và theo dõi hai giờ một lần." },
  { .file = "de-an-chuyen-doi-so-cap-xa", .title = "Đề án chuyển đổi số cấp xã giai đoạn 2026 - 2030", .kind = "to_trinh", .meeting = NEXT, .item = "Tờ trình về Đề án chuyển đổi số cấp xã giai đoạn tới",
    .type = "TỜ TRÌNH", .summary = "Về Đề án chuyển đổi số cấp xã giai đoạn 2026 - 2030", .parent = PROVINCE, .body = "Sở Khoa học và Công nghệ", .number = "121", .symbol = "TTr-SKHCN",
    .day = 8, .month = 10, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Hồ Thị Bích Ngọc", .recipients = TO_PROVINCE,
    .text = "> Kính gửi: Ủy ban nhân dân tỉnh Sơn Hà\n"
            "# I. Hiện trạng\nToàn tỉnh có 62 xã, phường; 57 đơn vị đã kết nối mạng truyền số liệu chuyên dùng, 21 thôn chưa phủ sóng di động. Tỷ lệ hồ sơ trực tuyến đạt 61%, hồ sơ ký số đạt 94% ở cấp tỉnh nhưng mới 72% ở cấp xã.\n"
            "# II. Mục tiêu đến năm 2030\n1. 100% cuộc họp cấp xã sử dụng tài liệu điện tử; 100% văn bản đi được ký số.\n2. 90% hồ sơ thủ tục hành chính thực hiện trực tuyến toàn trình.\n3. Mỗi xã, phường có ít nhất 02 công chức đạt chuẩn kỹ năng số nâng cao.\n"
            "# III. Nhiệm vụ và kinh phí\n"
            "| TT | Nhiệm vụ | Kinh phí (tỷ đồng) | Chủ trì\n| 1 | Hạ tầng mạng và thiết bị họp trực tuyến | 38,0 | Sở KH&CN\n| 2 | Nền tảng dùng chung, kho dữ liệu cấp xã | 26,5 | Sở KH&CN\n| 3 | Đào tạo công chức và tổ công nghệ số cộng đồng | 9,8 | Sở Nội vụ\n| 4 | An toàn thông tin, bảo vệ dữ liệu cá nhân | 12,4 | Công an tỉnh\n"
            "# IV. Lộ trình\nNăm 2026 - 2027 hoàn thành hạ tầng; năm 2028 đưa nền tảng vào sử dụng thống nhất; năm 2029 - 2030 đánh giá, nhân rộng.\n"
            "Kính trình Ủy ban nhân dân tỉnh xem xét, thông qua./." },
  { .file = "bao-cao-giai-ngan-dau-tu-cong", .title = "Báo cáo tình hình giải ngân vốn đầu tư công", .kind = "bao_cao", .meeting = INVEST, .item = "Báo cáo tình hình giải ngân vốn đầu tư công",
    .type = "BÁO CÁO", .summary = "Tình hình giải ngân vốn đầu tư công 8 tháng năm 2026", .parent = PROVINCE, .body = "Sở Tài chính", .number = "398", .symbol = "BC-STC",
    .day = 7, .month = 9, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Đỗ Mạnh Cường", .recipients = TO_PROVINCE,
    .text = "# I. Kết quả giải ngân\nKế hoạch vốn đầu tư công năm 2026 được giao 5.031 tỷ đồng; đến ngày 31 tháng 8 năm 2026 giải ngân 2.214 tỷ đồng, đạt 44,0%, thấp hơn cùng kỳ 3,2 điểm phần trăm.\n"
            "| TT | Chủ đầu tư | Kế hoạch | Giải ngân | Tỷ lệ (%)\n| 1 | Ban QLDA công trình giao thông | 1.420 | 738 | 52,0\n| 2 | Ban QLDA công trình dân dụng | 986 | 394 | 40,0\n| 3 | Sở Nông nghiệp và Môi trường | 655 | 222 | 33,9\n| 4 | Sở Y tế | 240 | 61 | 25,4\n| 5 | UBND các xã, phường | 1.730 | 799 | 46,2\n"
            "# II. Khó khăn, vướng mắc\n1. Xác nhận nguồn gốc đất tại 27 dự án còn chậm.\n2. Thiếu cát, đất san lấp; giá vật liệu tăng 12 - 18% so với dự toán.\n3. Một số chủ đầu tư dồn hồ sơ thanh toán vào cuối kỳ.\n"
            "# III. Đề xuất\nĐiều chuyển kế hoạch vốn của các dự án giải ngân dưới 30%; giao chỉ tiêu giải ngân theo tháng gắn với trách nhiệm người đứng đầu./." },
  { .file = "danh-muc-dieu-chuyen-von", .title = "Danh mục dự án đề nghị điều chuyển kế hoạch vốn", .kind = "phu_luc", .meeting = INVEST, .item = "Danh mục dự án đề nghị điều chuyển vốn",
    .type = "DANH MỤC", .summary = "Dự án đề nghị điều chuyển kế hoạch vốn đầu tư công năm 2026", .parent = PROVINCE, .body = "Sở Tài chính", .number = "187", .symbol = "DM-STC",
    .day = 7, .month = 9, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Đỗ Mạnh Cường", .recipients = TO_PROVINCE,
    .text = "Đơn vị tính: tỷ đồng.\n"
            "| TT | Dự án | Đã giao | Điều chỉnh giảm | Điều chỉnh tăng\n| 1 | Trung tâm Y tế khu vực phía Tây | 62,0 | 20,0 | \n| 2 | Kè chống sạt lở sông Hà đoạn Tân Lập | 48,0 | 18,5 | \n| 3 | Trường THPT Đồng Khê (giai đoạn 2) | 35,0 | 12,0 | \n| 4 | Cấp nước sinh hoạt xã Trà Vân | 22,5 | 9,0 | \n| 5 | Nâng cấp đường tỉnh 615 | 54,0 | 16,0 | \n"
            "| 6 | Trụ sở làm việc liên cơ quan | 40,0 | 15,5 | \n| 7 | Hồ chứa nước Đá Bàn | 30,0 | 8,0 | \n| 8 | Đường nối phường Sơn Hà - xã Đồng Khê | 180,0 | | 42,0\n| 9 | Cầu Bản Đông | 75,0 | | 18,0\n| 10 | Đường tỉnh 612 đoạn Km18 - Km31 | 66,0 | | 14,0\n| 11 | Trường bán trú xã Ia Krông | 28,0 | | 9,0\n| 12 | Hạ tầng cụm công nghiệp Bình An | 51,0 | | 8,0\n| 13 | Bệnh viện Đa khoa tỉnh (khối điều trị) | 90,0 | | 5,0\n| 14 | Trạm bơm Phú Lâm | 17,0 | | 3,0\n"
            "Tổng điều chỉnh giảm 99,0 tỷ đồng; tổng điều chỉnh tăng 99,0 tỷ đồng; không làm thay đổi tổng kế hoạch vốn đã giao." },
  { .file = "cong-van-vat-lieu-san-lap", .title = "Công văn về giải pháp vật liệu san lấp", .kind = "cong_van", .meeting = INVEST, .item = "Giải pháp về vật liệu san lấp",
    .summary = "V/v giải pháp bảo đảm nguồn vật liệu san lấp cho các dự án trọng điểm", .parent = PROVINCE, .body = "Sở Nông nghiệp và Môi trường", .number = "2216", .symbol = "SNNMT-KS",
    .day = 4, .month = 9, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Dương Văn Khánh", .recipients = TO_PROVINCE,
    .text = "> Kính gửi: Ủy ban nhân dân tỉnh Sơn Hà\n"
            "Thực hiện ý kiến chỉ đạo của Chủ tịch Ủy ban nhân dân tỉnh về bảo đảm nguồn vật liệu san lấp cho các dự án trọng điểm, Sở Nông nghiệp và Môi trường báo cáo, đề xuất như sau:\n"
            "1. Nhu cầu vật liệu từ nay đến cuối năm khoảng 2,4 triệu m3; khả năng cung ứng từ 05 mỏ đang hoạt động là 1,5 triệu m3, còn thiếu 0,9 triệu m3.\n"
            "2. Đề xuất cấp phép khai thác theo cơ chế đặc thù đối với mỏ cát Bãi Dài (0,4 triệu m3) và mỏ đất Núi Gò (0,7 triệu m3), thời gian hoàn thành thủ tục 20 ngày.\n"
            "3. Công khai trữ lượng, giá bán tại mỏ trên Cổng thông tin điện tử của tỉnh; Công an tỉnh phối hợp kiểm soát tải trọng, nguồn gốc vật liệu từ mỏ đến công trường.\n"
            "4. Đề nghị Sở Xây dựng công bố giá vật liệu theo tháng kể từ tháng 9 năm 2026 để chủ đầu tư điều chỉnh dự toán kịp thời.\n"
            "Sở Nông nghiệp và Môi trường kính báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo./." },
  { .file = "bao-cao-thi-diem-hop-khong-giay-to", .title = "Báo cáo kết quả thí điểm phòng họp không giấy tờ", .kind = "bao_cao", .meeting = TODAY,
    .item = "Báo cáo kết quả thí điểm phòng họp không giấy tờ", .type = "BÁO CÁO", .summary = "Kết quả thí điểm phòng họp không giấy tờ tại 06 xã, phường",
    .parent = PROVINCE, .body = GROUP, .number = "27", .symbol = "BC-TCT", .day = 16, .month = 11, .year = 2026, .capacity = "KT. TỔ TRƯỞNG",
    .signer_title = "TỔ VIÊN", .signer = "Trần Thị Minh Hạnh", .recipients = TO_GROUP,
    .text = "# I. Kết quả\n"
            "Từ ngày 01 tháng 8 đến ngày 31 tháng 10 năm 2026, 06 xã, phường thí điểm đã tổ chức 84 cuộc họp không giấy tờ với 1.926 lượt đại biểu; tài liệu đến tay đại biểu trước cuộc họp bình quân 2,4 ngày.\n"
            "| TT | Đơn vị | Số cuộc họp | Biên bản ký số (%)\n| 1 | Phường Sơn Hà | 19 | 100\n| 2 | Phường Tân Hòa | 16 | 94\n| 3 | Phường An Thịnh | 14 | 93\n| 4 | Xã Đồng Khê | 13 | 85\n| 5 | Xã Hòa Lâm | 12 | 92\n| 6 | Xã Trà Vân | 10 | 70\n"
            "Giấy in giảm khoảng 61.000 tờ; thời gian hoàn thành biên bản rút từ 3,1 ngày còn 0,6 ngày.\n"
            "# II. Hạn chế\n"
            "1. Đường truyền tại xã Trà Vân gián đoạn 07 lần, biên bản phải ký bổ sung.\n2. Một số đại biểu chưa quen ghi chú trên tài liệu điện tử.\n3. Chưa thống nhất cách lưu biên bản ký số vào hồ sơ công việc.\n"
            "# III. Đề nghị\n"
            "Kết thúc thí điểm, triển khai đến tất cả các xã, phường theo lộ trình tại Tờ trình kèm theo./." },
  { .file = "to-trinh-ke-hoach-hop-khong-giay-to-cap-xa", .title = "Tờ trình Kế hoạch phòng họp không giấy tờ tại cấp xã", .kind = "to_trinh", .meeting = TODAY,
    .item = "Tờ trình Kế hoạch phòng họp không giấy tờ tại cấp xã", .type = "TỜ TRÌNH", .summary = "Về Kế hoạch triển khai phòng họp không giấy tờ tại cấp xã năm 2027",
    .parent = PROVINCE, .body = "Sở Khoa học và Công nghệ", .number = "139", .symbol = "TTr-SKHCN", .day = 17, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC",
    .signer = "Hồ Thị Bích Ngọc", .recipients = TO_GROUP,
    .text = "> Kính gửi: Tổ công tác chuyển đổi số tỉnh Sơn Hà\n"
            "Trên cơ sở kết quả thí điểm, Sở Khoa học và Công nghệ kính trình Tổ công tác xem xét, thông qua Kế hoạch với các nội dung chính sau:\n"
            "# I. Mục tiêu\nĐến ngày 30 tháng 9 năm 2027, 100% cuộc họp của Ủy ban nhân dân cấp xã dùng tài liệu điện tử và biên bản ký số.\n"
            "# II. Lộ trình và kinh phí\n"
            "| TT | Giai đoạn | Số xã, phường | Kinh phí (tỷ đồng)\n| 1 | Quý I năm 2027 | 20 | 3,2\n| 2 | Quý II năm 2027 | 24 | 3,9\n| 3 | Quý III năm 2027 | 18 | 3,1\n"
            "# III. Giải pháp\n"
            "1. Phần mềm nguồn mở, cài đặt tại Trung tâm dữ liệu của tỉnh; không đưa tài liệu có độ mật lên hệ thống.\n"
            "2. Xã chưa đủ đường truyền được bố trí đường dự phòng trước khi triển khai.\n3. Mỗi xã, phường cử 02 công chức làm đầu mối, tập huấn 02 ngày.\n"
            "# IV. Kiến nghị\nKính đề nghị Tổ công tác biểu quyết thông qua Kế hoạch để trình Chủ tịch Ủy ban nhân dân tỉnh ban hành./." },
  { .file = "huong-dan-ky-so-chung-tu-kho-bac", .title = "Công văn về ký số chứng từ với Kho bạc Nhà nước", .kind = "cong_van", .meeting = TODAY,
    .item = "Ký số chứng từ với Kho bạc Nhà nước", .summary = "V/v ký số chứng từ, hồ sơ thanh toán của cấp xã", .body = "Kho bạc Nhà nước khu vực", .number = "604", .symbol = "KBNN-NV",
    .day = 12, .month = 11, .year = 2026, .signer_title = "GIÁM ĐỐC", .signer = "Thái Bá Lộc", .recipients = TO_GROUP,
    .text = "> Kính gửi: Tổ công tác chuyển đổi số tỉnh Sơn Hà\n"
            "Kho bạc Nhà nước khu vực thông tin về việc tiếp nhận hồ sơ thanh toán ký số của cấp xã như sau:\n"
            "1. Trong 10 tháng năm 2026, 88% hồ sơ thanh toán của cấp xã được ký số; 312 hồ sơ bị trả lại, chủ yếu do chứng thư số hết hạn hoặc sửa nội dung sau khi ký.\n"
            "2. Đề nghị các xã, phường kiểm tra hiệu lực chứng thư số trước ngày 05 hằng tháng và ký sau cùng, khi nội dung đã hoàn chỉnh.\n"
            "3. Kho bạc bảo đảm thanh toán trong 01 ngày làm việc đối với hồ sơ ký số hợp lệ./." },
};
const guint pn_demo_papers_count = G_N_ELEMENTS (pn_demo_papers);

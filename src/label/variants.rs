//! Characters that stand for one another in labels: traditional forms and their simplified ones.

use std::sync::LazyLock;

/// Each traditional character and, behind it, the simplified one (Unihan, kSimplifiedVariant), for the
/// characters that labels, chapters and their surroundings use.
const TRADITIONAL: &str = "\
並并佈布佔占併并來来侷局係系俬私個个們们偉伟備备傢家傳传僅仅優优內内兩两冊册凍冻別别刪删則则剋克創创劃划動动務务勵励匯汇\
區区協协卽即厤历參参員员問问啓启啟启單单噸吨噹当嚮向嚴严國国圍围園园圓圆圖图團团埰采執执堅坚報报場场塊块壓压夾夹奬奖學学\
寀采實实寧宁審审寫写寬宽將将專专對对導导層层屬属崗岗嵗岁帶带幫帮幾几廢废廣广廳厅弔吊張张強强彆别彔录彙汇後后徑径從从復复\
徵征徹彻態态憲宪應应懷怀戰战戶户捲卷掃扫採采換换撥拨擁拥擊击擔担據据擬拟擴扩敎教數数斷断於于旂旗昇升時时暫暂曆历書书會会\
朮术東东査查條条棟栋棲栖業业極极構构樓楼標标樣样機机檔档檢检檯台欄栏權权歐欧歡欢歲岁歷历歸归汙污決决沒没況况減减準准滙汇\
滯滞滿满漢汉漲涨濟济瀏浏為为無无熱热營营爭争爲为牀床牽牵狀状獎奖獨独獲获現现環环產产産产畝亩當当療疗發发監监眞真眾众確确\
碼码礎础礙碍祕秘稅税種种稱称積积穩稳穫获筆笔箇个節节範范簡简簽签籌筹籤签糰团糾纠約约納纳紙纸級级紮扎細细組组結结絡络給给\
統统經经綜综綫线維维網网綴缀緊紧線线編编緻致縣县縮缩總总織织繞绕繳缴繼继續续纍累罰罚羣群義义聞闻聯联聲声職职臨临臺台與与\
興兴舉举舊旧舘馆華华萬万葯药蒐搜蓋盖藥药處处號号蟲虫衆众術术衛卫裏里補补裡里製制複复覈核見见規规視视親亲覽览訂订計计訓训\
託托記记訟讼訪访設设許许訴诉註注証证評评詞词詢询話话該该詳详誌志認认語语誤误說说説说誰谁課课調调談谈請请諧谐講讲證证識识\
議议護护讀读變变負负財财貧贫貫贯責责費费資资賣卖質质賬账購购踰逾車车軍军較较載载輕轻輛辆輩辈輪轮輯辑輸输輿舆轄辖轉转辦办\
農农迴回這这週周進进遊游運运過过達达違违遞递適适遲迟遷迁選选還还邊边郵邮鄉乡鄰邻醫医釐厘針针銀银銷销錄录錯错録录錶表鍵键\
鎭镇鎮镇鐘钟長长門门閉闭開开間间閱阅閲阅闆板關关陞升陽阳隊队階阶際际隨随險险隱隐雲云電电響响頁页頂顶頃顷項项順顺預预領领\
頭头頻频題题額额類类顧顾風风餘余館馆駁驳驗验髮发鬆松鳴鸣麵面麼么點点黨党齡龄齣出龍龙";

/// Where ideographs begin and end.
const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// The simplified form of a character; the character itself where it has none.
pub(super) fn simplified(character: char) -> char {
    if !(FIRST..=LAST).contains(&character) {
        return character;
    }
    let at = character as usize - FIRST as usize;
    let other = SIMPLIFIED.get(at).copied().unwrap_or(0);
    match other {
        0 => character,
        other => char::from_u32(u32::from(other)).unwrap_or(character),
    }
}

/// For each ideograph, its simplified form, or 0.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; LAST as usize - FIRST as usize + 1];
    let mut characters = TRADITIONAL.chars();
    while let (Some(one), Some(other)) = (characters.next(), characters.next()) {
        table[one as usize - FIRST as usize] = u16::try_from(u32::from(other)).unwrap_or(0);
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_have_one_simplified_form() {
        let simple: String = "結果維持總計複議訴訟".chars().map(simplified).collect();
        assert_eq!(simple, "结果维持总计复议诉讼");
        assert_eq!(simplified('信'), '信');
        assert_eq!(simplified('A'), 'A');
        let forms = TRADITIONAL.chars().skip(1).step_by(2);
        assert!(forms.clone().all(|form| simplified(form) == form));
        assert!(forms.count() > 400);
    }
}

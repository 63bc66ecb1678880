// The Japanese of the datasets: sentences such as a developer writes to an agent, most frequent words first.
// None of the planted words (planted.ts) may stand here; a test counts them.

import type { Random } from '../../statistics/random.ts';
import { Zipf } from './zipf.ts';

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

const NOUNS = new Zipf(
  split(`
  テスト ファイル エラー 関数 処理 画面 設定 保存 変更 データ 型 状態 セッション 履歴 実装 ブランチ 入力 出力 一覧 表示
  サーバー リクエスト ユーザー 認証 権限 検索 結果 接続 再試行 例外 ログ 時刻 件数 上限 初期値 引数 戻り値 非同期 並列
  排他 制御 性能 計測 差分 移行 手順 設計 仕様 文書 翻訳 端末 作業ツリー コミット 依存関係 型定義 単体テスト 結合テスト
  環境変数 文字コード 改行 絵文字 日付 期限 通知 予定 部品 配色 余白 見出し 表 索引 鍵 署名 暗号 圧縮 復元 退避 削除
`),
);
const ACTIONS = new Zipf(
  split(`
  修正しました 追加しました 確認してください 見直します 整理しました 失敗しています 更新しました 分割します 実装しました
  動作しません 置き換えました 調べています 統一します 高速化しました 廃止します 検討が必要です 再現できました
  問題ありません 待ってください 完了しました
`),
);
const QUALITIES = new Zipf(
  split('新しい 古い 正しい 遅い 大きな 不要な 重複した 一時的な 共通の 最初の 最後の 空の'),
);
const OPENINGS = ['まず、', '次に、', 'また、', '念のため、', 'ただし、', '最後に、', '', '', ''];
const PARTICLES = ['を', 'は', 'が', 'も', 'では'];

export function japaneseSentence(random: Random): string {
  const quality = random.chance(0.3) ? QUALITIES.draw(random) : '';
  const of = random.chance(0.5) ? `${NOUNS.draw(random)}の` : '';
  const reason = random.chance(0.3) ? `${NOUNS.draw(random)}と${NOUNS.draw(random)}に合わせて、` : '';
  const object = `${quality}${of}${NOUNS.draw(random)}${random.pick(PARTICLES)}`;
  return `${random.pick(OPENINGS)}${reason}${object}${ACTIONS.draw(random)}。`;
}
